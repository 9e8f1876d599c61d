// parties.yaml: who may talk to the gateway, as a PartyDirectory.
//
//   parties:
//     - uri: urn:levybridge:party:agency:420100:wuhan
//       name: 武汉市医疗保障经办机构
//       issuer: { ca: tls/ca.pem }   # and/or ca_sha256, key_sha256
//
// CA files named under `issuer` are read while loading: a party whose CA can't be read is an error,
// since nobody could come in as it.
#pragma once

#include <string>

#include "adapters/settings/config_problem.h"
#include "gateway/domain/party_directory.h"

namespace levybridge::settings {

Loaded<domain::PartyDirectory> LoadParties(const std::string& path);

}  // namespace levybridge::settings
