#!/usr/bin/env bash
# A development certificate authority for levybridge: one CA, a certificate per server and per party,
# renewal, revocation. Production parties bring certificates from their own authority; what such a
# certificate has to look like is exactly what this script makes (see README.md).
set -euo pipefail
umask 077

usage() {
  cat <<'TEXT'
Usage: issue.sh COMMAND DIRECTORY [ARGUMENTS] [OPTIONS]

  ca     DIRECTORY                       a new authority: ca.pem, ca.key and an empty crl.pem
  server DIRECTORY NAME                  a server certificate: NAME.pem, NAME.key
  party  DIRECTORY ROLE REGION NAME      a party's certificate: ROLE-REGION-NAME.pem, .key
  renew  DIRECTORY NAME                  the same certificate again, with a new key and new dates
  revoke DIRECTORY NAME|FILE             revoke it and make a new crl.pem
  crl    DIRECTORY                       make a new crl.pem

Options
  --name TEXT          ca: the authority's name
  --dns HOST           server: a DNS name (repeatable; default localhost)
  --ip ADDRESS         server: an IP address (repeatable; default 127.0.0.1 and ::1)
  --days N             days it is valid (ca 3650, server and party 365, crl 30)
  --seconds N          instead of --days: seconds from now
  --out NAME           party: another base name for the files
  --revoke-old         renew: revoke the certificate that is replaced
For tests of refusals
  --expired            the dates lie in the past
  --not-yet-valid      the dates lie in the future
  --also-uri URI       party: a second URI name
  --uri URI            party: this URI instead of the one made of ROLE, REGION and NAME
  --no-uri             party: no URI name at all
  --purpose P          serverAuth or clientAuth instead of the right one

ROLE is agency, tax, fund_finance, fiscal, bank or auditor; REGION has six digits.

Example
  certs/issue.sh ca /etc/levybridge/tls
  certs/issue.sh server /etc/levybridge/tls gateway --dns gateway.example.cn --ip 10.0.0.5
  certs/issue.sh party /etc/levybridge/tls agency 420100 wuhan
  certs/issue.sh revoke /etc/levybridge/tls agency-420100-wuhan
TEXT
}

fail() {
  printf 'issue.sh: %s\n' "$1" >&2
  exit 2
}

# utc OFFSET_SECONDS: an instant relative to now, as openssl writes dates.
utc() { date -u -d "@$(($(date +%s) + $1))" +%Y%m%d%H%M%SZ; }

# quietly COMMAND...: openssl is talkative even when all is well; show it only when it failed.
quietly() {
  local messages
  messages=$("$@" 2>&1 >/dev/null) || fail "$1 $2 failed: $messages"
}

# publish TEMPORARY TARGET: readers see the old file or the new one, never half of one.
publish() {
  sync "$1"
  mv -f "$1" "$2"
}

work=""
cleanup() { if [[ -n $work ]]; then rm -rf "$work"; fi; }
trap cleanup EXIT

open_authority() {
  [[ -f $directory/ca.key ]] || fail "$directory holds no authority; run: issue.sh ca $directory"
  exec 9>"$state/lock"
  flock 9
  work=$(mktemp -d "$state/work.XXXXXX")
  cat >"$work/ca.conf" <<TEXT
[ca]
default_ca = authority
[authority]
database = $state/index.txt
new_certs_dir = $state/issued
certificate = $directory/ca.pem
private_key = $directory/ca.key
crlnumber = $state/crlnumber
rand_serial = yes
default_md = sha256
unique_subject = no
policy = anything
copy_extensions = none
[anything]
organizationName = optional
commonName = supplied
TEXT
}

make_key() { quietly openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out "$1"; }

make_authority() {
  [[ ! -e $directory/ca.key ]] || fail "$directory already holds an authority"
  mkdir -p "$state/issued"
  : >"$state/index.txt"
  echo 01 >"$state/crlnumber"
  work=$(mktemp -d "$state/work.XXXXXX")
  make_key "$work/ca.key"
  quietly openssl req -x509 -new -sha256 -key "$work/ca.key" -days "${days:-3650}" \
    -subj "/O=levybridge development/CN=${authority_name:-levybridge development CA $(openssl rand -hex 4)}" \
    -addext basicConstraints=critical,CA:TRUE,pathlen:0 \
    -addext keyUsage=critical,keyCertSign,cRLSign -out "$work/ca.pem"
  chmod 644 "$work/ca.pem"
  publish "$work/ca.pem" "$directory/ca.pem"
  publish "$work/ca.key" "$directory/ca.key"
  rm -rf "$work"
  days=""
  open_authority
  make_crl
}

# certify NAME: a new key and a certificate with the extensions kept in the state folder.
certify() {
  local name=$1 start=-60 end
  end=${seconds:-$((${days:-365} * 86400))}
  case $dates in
    expired) start=-172800 end=-86400 ;;
    not-yet-valid) start=86400 end=172800 ;;
  esac
  make_key "$work/new.key"
  quietly openssl req -new -sha256 -key "$work/new.key" -subj "/O=levybridge development/CN=$name" \
    -out "$work/new.csr"
  quietly openssl ca -batch -notext -config "$work/ca.conf" -startdate "$(utc $start)" \
    -enddate "$(utc "$end")" -extfile "$state/$name.ext" -in "$work/new.csr" -out "$work/new.pem"
  chmod 644 "$work/new.pem"
  publish "$work/new.key" "$directory/$name.key"
  publish "$work/new.pem" "$directory/$name.pem"
}

# write_extensions NAME PURPOSE ALTERNATIVE_NAMES
write_extensions() {
  {
    echo 'basicConstraints = critical,CA:FALSE'
    echo 'keyUsage = critical,digitalSignature'
    echo "extendedKeyUsage = critical,${purpose:-$2}"
    echo 'subjectKeyIdentifier = hash'
    echo 'authorityKeyIdentifier = keyid'
    if [[ -n $3 ]]; then echo "subjectAltName = $3"; fi
  } >"$work/extensions"
  publish "$work/extensions" "$state/$1.ext"
}

make_server() {
  local names="" host
  if [[ ${#dns[@]} -eq 0 && ${#ip[@]} -eq 0 ]]; then
    dns=(localhost)
    ip=(127.0.0.1 ::1)
  fi
  for host in "${dns[@]}"; do names+="${names:+,}DNS:$host"; done
  for host in "${ip[@]}"; do names+="${names:+,}IP:$host"; done
  write_extensions "$1" serverAuth "$names"
  certify "$1"
}

make_party() {
  local role=$1 region=$2 name=$3 names=""
  [[ $role =~ ^(agency|tax|fund_finance|fiscal|bank|auditor)$ ]] || fail "unknown role '$role'"
  [[ $region =~ ^[1-9][0-9]{5}$ ]] || fail "'$region' is not a region code of six digits"
  [[ $name =~ ^[a-z0-9-]{1,32}$ ]] || fail "'$name': a name has a-z, 0-9 and -, at most 32"
  [[ $no_uri == yes ]] || names="URI:${uri:-urn:levybridge:party:$role:$region:$name}"
  if [[ -n $also_uri ]]; then names+="${names:+,}URI:$also_uri"; fi
  local base=${out:-$role-$region-$name}
  write_extensions "$base" clientAuth "$names"
  certify "$base"
}

renew() {
  [[ -f $state/$1.ext ]] || fail "$directory never issued a certificate named '$1'"
  local old=$work/old.pem
  cp "$directory/$1.pem" "$old"
  certify "$1"
  if [[ $revoke_old == yes ]]; then
    quietly openssl ca -config "$work/ca.conf" -revoke "$old"
    make_crl
  fi
}

revoke() {
  local certificate=$1
  [[ -f $certificate ]] || certificate=$directory/$1.pem
  [[ -f $certificate ]] || fail "there is no certificate '$1'"
  quietly openssl ca -config "$work/ca.conf" -revoke "$certificate"
  make_crl
}

make_crl() {
  local last=-60 next
  next=${seconds:-$((${days:-30} * 86400))}
  if [[ $dates == expired ]]; then last=-172800 next=-86400; fi
  quietly openssl ca -config "$work/ca.conf" -gencrl -crl_lastupdate "$(utc $last)" \
    -crl_nextupdate "$(utc "$next")" -out "$work/crl.pem"
  chmod 644 "$work/crl.pem"
  publish "$work/crl.pem" "$directory/crl.pem"
}

need() { [[ $1 -eq $2 ]] || fail "'$command' takes $2 arguments, not $1; see --help"; }

parse_arguments() {
  positional=() dns=() ip=()
  authority_name="" days="" seconds="" dates="" out="" uri="" also_uri="" no_uri="" purpose=""
  revoke_old=""
  while [[ $# -gt 0 ]]; do
    case $1 in
      --help | -h) usage && exit 0 ;;
      --expired | --not-yet-valid) dates=${1#--} ;;
      --no-uri) no_uri=yes ;;
      --revoke-old) revoke_old=yes ;;
      --name | --dns | --ip | --days | --seconds | --out | --uri | --also-uri | --purpose)
        [[ $# -ge 2 ]] || fail "$1 needs a value"
        case $1 in
          --name) authority_name=$2 ;;
          --dns) dns+=("$2") ;;
          --ip) ip+=("$2") ;;
          --days) days=$2 ;;
          --seconds) seconds=$2 ;;
          --out) out=$2 ;;
          --uri) uri=$2 ;;
          --also-uri) also_uri=$2 ;;
          --purpose) purpose=$2 ;;
        esac
        shift
        ;;
      -*) fail "unknown option $1; see --help" ;;
      *) positional+=("$1") ;;
    esac
    shift
  done
}

main() {
  parse_arguments "$@"
  [[ ${#positional[@]} -ge 2 ]] || { usage >&2 && exit 2; }
  command=${positional[0]}
  if [[ $command == ca ]]; then mkdir -p "${positional[1]}"; fi
  directory=$(cd "${positional[1]}" 2>/dev/null && pwd) || fail "there is no folder ${positional[1]}"
  state=$directory/.authority
  local arguments=("${positional[@]:2}")
  case $command in
    ca) need ${#arguments[@]} 0 && make_authority ;;
    server) need ${#arguments[@]} 1 && open_authority && make_server "${arguments[@]}" ;;
    party) need ${#arguments[@]} 3 && open_authority && make_party "${arguments[@]}" ;;
    renew) need ${#arguments[@]} 1 && open_authority && renew "${arguments[@]}" ;;
    revoke) need ${#arguments[@]} 1 && open_authority && revoke "${arguments[@]}" ;;
    crl) need ${#arguments[@]} 0 && open_authority && make_crl ;;
    *) fail "unknown command '$command'; see --help" ;;
  esac
}

main "$@"
