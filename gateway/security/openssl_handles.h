// Owning pointers for OpenSSL's types. Only sources include this: no other header of ours may show
// an OpenSSL type.
#pragma once

#include <openssl/bio.h>
#include <openssl/conf.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include <cstdint>
#include <limits>
#include <memory>
#include <string_view>
#include <vector>

#include "gateway/domain/civil_date.h"

namespace levybridge::security {

template <auto kFree>
struct OpensslFree {
  template <class T>
  void operator()(T* object) const {
    kFree(object);
  }
};
template <class T, auto kFree>
using OpensslHandle = std::unique_ptr<T, OpensslFree<kFree>>;

using BioHandle = OpensslHandle<BIO, BIO_free_all>;
using ConfHandle = OpensslHandle<CONF, NCONF_free>;
using CertificateHandle = OpensslHandle<X509, X509_free>;
using CrlHandle = OpensslHandle<X509_CRL, X509_CRL_free>;
using KeyHandle = OpensslHandle<EVP_PKEY, EVP_PKEY_free>;
using StoreHandle = OpensslHandle<X509_STORE, X509_STORE_free>;
using StoreContextHandle = OpensslHandle<X509_STORE_CTX, X509_STORE_CTX_free>;
using TlsContextHandle = OpensslHandle<SSL_CTX, SSL_CTX_free>;

// A read-only view of `text`, which must outlive it. Null when too long or out of memory.
inline BioHandle ViewOf(std::string_view text) {
  if (text.size() > static_cast<size_t>(std::numeric_limits<int>::max())) return nullptr;
  return BioHandle(BIO_new_mem_buf(text.data(), static_cast<int>(text.size())));
}

// Every certificate of a PEM text; empty when there is none or one is malformed.
std::vector<CertificateHandle> ReadCertificates(std::string_view pem);

// Text of a name as CertificateFacts holds it.
std::string NameText(const X509_NAME* name);
std::string SerialText(const ASN1_INTEGER* serial);
domain::Timestamp InstantOf(const ASN1_TIME* time);

}  // namespace levybridge::security
