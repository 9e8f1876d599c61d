#include "tests/integration/rpc/harness/test_gateway.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "gateway/app/logging.h"
#include "gateway/security/tls_configuration.h"
#include "spdlog/sinks/null_sink.h"

namespace levybridge::testing {
namespace {

const std::string kSource = LEVYBRIDGE_SOURCE_DIR;

std::string ReadText(const std::string& file) {
  std::ifstream input(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(input), std::istreambuf_iterator<char>()};
}

void WriteText(const std::string& file, const std::string& text) {
  std::ofstream(file, std::ios::binary) << text;
}

void Issue(const std::string& arguments) {
  const std::string line = kSource + "/certs/issue.sh " + arguments + " >/dev/null";
  if (std::system(line.c_str()) != 0) ADD_FAILURE() << line;
}

std::string PartyEntry(const std::string& urn, const std::string& extra = {}) {
  return "  - uri: urn:levybridge:party:" + urn +
         "\n    name: 测试单位\n    issuer: { ca: ca.pem }\n" + extra;
}

std::optional<common::v1::ErrorInfo> InfoIn(const grpc::Status& status) {
  common::v1::Status details;
  if (!details.ParseFromString(status.error_details()) || details.details_size() != 1) return {};
  if (details.details(0).type_url() != "type.googleapis.com/google.rpc.ErrorInfo") return {};
  common::v1::ErrorInfo info;
  if (!info.ParseFromString(details.details(0).value())) return {};
  return info;
}

}  // namespace

TestCity::TestCity() {
  if (!security::LoadTlsConfiguration().ok()) std::abort();
  std::string pattern = (std::filesystem::temp_directory_path() / "levybridge-XXXXXX").string();
  folder_ = mkdtemp(pattern.data());
  Issue("ca " + folder_);
  Issue("server " + folder_ + " gateway");
  for (const char* party :
       {"agency 420100 wuhan-agency", "agency 420100 strict", "tax 420100 wuhan-tax",
        "tax 420106 wuchang-tax", "tax 420600 xiangyang-tax", "auditor 420000 hubei-audit",
        "bank 420100 wuhan-bank", "fund_finance 420100 wuhan-fund", "fiscal 420100 wuhan-fiscal"}) {
    Issue("party " + folder_ + " " + party);
  }
  WriteText(folder_ + "/parties.yaml",
            "parties:\n" + PartyEntry("agency:420100:wuhan-agency") +
                PartyEntry("agency:420100:strict",
                           "    all_or_nothing: true\n    manifest_required: true\n") +
                PartyEntry("tax:420100:wuhan-tax") + PartyEntry("tax:420106:wuchang-tax") +
                PartyEntry("tax:420600:xiangyang-tax") + PartyEntry("auditor:420000:hubei-audit") +
                PartyEntry("bank:420100:wuhan-bank") +
                PartyEntry("fund_finance:420100:wuhan-fund") +
                PartyEntry("fiscal:420100:wuhan-fiscal"));
  WriteText(folder_ + "/account.keys", std::string(64, 'a') + "\n");
  std::filesystem::permissions(folder_ + "/account.keys", std::filesystem::perms::owner_read |
                                                              std::filesystem::perms::owner_write);
}

TestCity::~TestCity() {
  std::error_code ignored;
  std::filesystem::remove_all(folder_, ignored);
}

settings::GatewaySettings TestCity::Settings(const std::string& store_name) const {
  settings::GatewaySettings settings;
  settings.listen = {"127.0.0.1", 0};
  settings.metrics = {"127.0.0.1", 0};
  settings.tls = {.certificate_file = folder_ + "/gateway.pem",
                  .key_file = folder_ + "/gateway.key",
                  .client_ca_files = {folder_ + "/ca.pem"},
                  .crl_files = {folder_ + "/crl.pem"}};
  settings.data_directory = folder_;
  settings.store.path = folder_ + "/" + store_name + ".db";
  settings.parties_file = folder_ + "/parties.yaml";
  settings.policies_directory = kSource + "/config/policies";
  settings.regions_file = kSource + "/config/regions.yaml";
  settings.calendar_file = kSource + "/config/calendar.yaml";
  settings.account_keys_file = folder_ + "/account.keys";
  settings.drain_seconds = 5;
  return settings;
}

std::shared_ptr<grpc::Channel> TestCity::Channel(int port, const std::string& party) const {
  const grpc::SslCredentialsOptions options{ReadText(folder_ + "/ca.pem"),
                                            ReadText(folder_ + "/" + party + ".key"),
                                            ReadText(folder_ + "/" + party + ".pem")};
  grpc::ChannelArguments arguments;
  arguments.SetSslTargetNameOverride("localhost");
  return grpc::CreateCustomChannel("127.0.0.1:" + std::to_string(port),
                                   grpc::SslCredentials(options), arguments);
}

std::string TestCity::WriteConfiguration(const std::string& name, const std::string& extra) const {
  const std::string path = folder_ + "/" + name + ".yaml";
  WriteText(path,
            "listen: 127.0.0.1:0\nmetrics_address: 127.0.0.1:0\n"
            "tls:\n  certificate: gateway.pem\n  key: gateway.key\n"
            "  client_ca: [ca.pem]\n  crl: [crl.pem]\n"
            "data_directory: data-" +
                name +
                "\nparties: parties.yaml\n"
                "policies: " +
                kSource +
                "/config/policies\n"
                "regions: " +
                kSource +
                "/config/regions.yaml\n"
                "calendar: " +
                kSource + "/config/calendar.yaml\n" + extra);
  return path;
}

TestCity& City() {
  static TestCity city;
  return city;
}

TestGateway::TestGateway(void (*change)(settings::GatewaySettings&)) {
  static int stores = 0;
  settings::GatewaySettings settings = City().Settings("store" + std::to_string(++stores));
  if (change != nullptr) change(settings);
  auto logger =
      std::make_shared<spdlog::logger>("test", std::make_shared<spdlog::sinks::null_sink_mt>());
  auto started = app::Gateway::Start(settings, clock_, std::move(logger));
  if (!started.ok()) {
    ADD_FAILURE() << started.status();
    std::abort();
  }
  gateway_ = *std::move(started);
}

std::string ReasonIn(const grpc::Status& status) {
  const auto info = InfoIn(status);
  return info && info->domain() == "levybridge" ? info->reason() : std::string();
}

std::string MetadataIn(const grpc::Status& status, const std::string& key) {
  const auto info = InfoIn(status);
  if (!info) return {};
  const auto found = info->metadata().find(key);
  return found == info->metadata().end() ? std::string() : found->second;
}

assessment::v1::AssessmentRow Row(const std::string& number, const std::string& unit,
                                  int32_t region) {
  assessment::v1::AssessmentRow row;
  row.set_assessment_no(number);
  row.set_unit_code(unit);
  row.set_unit_name("武汉示例机械有限公司");
  row.set_unit_type(common::v1::UNIT_TYPE_ENTERPRISE_SMALL);
  row.set_region(region);
  row.set_insurance_type(common::v1::INSURANCE_TYPE_EMPLOYEE_MEDICAL);
  row.set_fee_period(202003);
  row.set_kind(common::v1::ASSESSMENT_KIND_REGULAR);
  row.set_applied_on(20200305);
  row.set_insured_count(12);
  row.set_employer_medical_fen(100000);
  row.set_maternity_fen(7000);
  row.set_personal_fen(20000);
  row.set_amount_before_fen(107000);
  row.set_reduction_fen(50000);
  row.set_amount_after_fen(57000);
  row.set_reduction_start_on(20200201);
  row.set_reduction_end_on(20200630);
  return row;
}

payment::v1::PaymentRow Payment(const std::string& receipt, const std::string& unit,
                                int64_t medical_fen, int64_t personal_fen) {
  payment::v1::PaymentRow row;
  row.set_receipt_no(receipt);
  row.set_line_no(1);
  row.set_type(payment::v1::PAYMENT_TYPE_PAYMENT);
  row.set_unit_code(unit);
  row.set_insurance_type(common::v1::INSURANCE_TYPE_EMPLOYEE_MEDICAL);
  row.set_fee_period(202003);
  row.set_region(420106);
  row.set_employer_medical_paid_fen(medical_fen);
  row.set_personal_paid_fen(personal_fen);
  row.set_paid_on(20200310);
  row.set_booked_on(20200311);
  return row;
}

common::v1::BatchHeader Header(const std::string& batch_id, bool dry_run) {
  common::v1::BatchHeader header;
  header.set_batch_id(batch_id);
  header.set_business_on(20200305);
  header.set_dry_run(dry_run);
  return header;
}

Uploaded SubmitAssessments(TestGateway& gateway, const std::string& party,
                           const common::v1::BatchHeader& header,
                           const std::vector<assessment::v1::AssessmentRow>& rows) {
  const auto stub = gateway.Stub<assessment::v1::AssessmentService>(party);
  grpc::ClientContext context;
  const auto stream = stub->SubmitAssessments(&context);
  assessment::v1::SubmitAssessmentsRequest first;
  *first.mutable_header() = header;
  return Upload(*stream, first, ChunksOf<assessment::v1::AssessmentChunk>(rows));
}

Uploaded SubmitPayments(TestGateway& gateway, const std::string& party,
                        const common::v1::BatchHeader& header,
                        const std::vector<payment::v1::PaymentRow>& rows) {
  const auto stub = gateway.Stub<payment::v1::PaymentService>(party);
  grpc::ClientContext context;
  const auto stream = stub->SubmitPayments(&context);
  payment::v1::SubmitPaymentsRequest first;
  *first.mutable_header() = header;
  return Upload(*stream, first, ChunksOf<payment::v1::PaymentChunk>(rows));
}

}  // namespace levybridge::testing
