// A gateway in this process on a free loopback port, with certificates from certs/issue.sh, the
// shipped policies and a real store, all in a temporary folder. And the client's side of an upload.
#pragma once

#include <grpcpp/grpcpp.h>

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "adapters/settings/gateway_settings.h"
#include "gateway/app/gateway.h"
#include "gateway/app/system_clock.h"
#include "levybridge/assessment/v1/assessment_service.grpc.pb.h"
#include "levybridge/common/v1/error.pb.h"
#include "levybridge/payment/v1/payment_service.grpc.pb.h"

namespace levybridge::testing {

// The parties of the test's city; names of their certificate files.
inline constexpr char kAgency[] = "agency-420100-wuhan-agency";
inline constexpr char kStrictAgency[] = "agency-420100-strict";
inline constexpr char kTax[] = "tax-420100-wuhan-tax";
inline constexpr char kDistrictTax[] = "tax-420106-wuchang-tax";
inline constexpr char kOtherTax[] = "tax-420600-xiangyang-tax";
inline constexpr char kAuditor[] = "auditor-420000-hubei-audit";
inline constexpr char kBank[] = "bank-420100-wuhan-bank";
inline constexpr char kFundFinance[] = "fund_finance-420100-wuhan-fund";
inline constexpr char kFiscal[] = "fiscal-420100-wuhan-fiscal";

// Certificates and settings; made once, since making keys takes a while.
class TestCity {
 public:
  TestCity();
  ~TestCity();
  TestCity(const TestCity&) = delete;
  TestCity& operator=(const TestCity&) = delete;

  const std::string& folder() const { return folder_; }
  // Of a store of its own, listening on free ports.
  settings::GatewaySettings Settings(const std::string& store_name) const;
  std::shared_ptr<grpc::Channel> Channel(int port, const std::string& party) const;
  // A configuration file for the program itself; `extra` is added to it.
  std::string WriteConfiguration(const std::string& name, const std::string& extra = {}) const;

 private:
  std::string folder_;
};

// The one city of this process.
TestCity& City();

class TestGateway {
 public:
  // `change` may alter the settings before the start.
  explicit TestGateway(void (*change)(settings::GatewaySettings&) = nullptr);
  template <class Service>
  std::unique_ptr<typename Service::Stub> Stub(const std::string& party) {
    return Service::NewStub(Channel(party));
  }
  std::shared_ptr<grpc::Channel> Channel(const std::string& party) {
    return City().Channel(gateway_->port(), party);
  }
  app::Gateway& gateway() { return *gateway_; }

 private:
  app::SystemClock clock_;
  std::unique_ptr<app::Gateway> gateway_;
};

// The reason in grpc-status-details-bin; empty when there are no details.
std::string ReasonIn(const grpc::Status& status);
std::string MetadataIn(const grpc::Status& status, const std::string& key);

// A Wuhan enterprise's row for 2020-03, halved as the document says: 1070.00 before, 570.00 after.
assessment::v1::AssessmentRow Row(const std::string& number, const std::string& unit,
                                  int32_t region = 420106);
payment::v1::PaymentRow Payment(const std::string& receipt, const std::string& unit,
                                int64_t medical_fen, int64_t personal_fen);

common::v1::BatchHeader Header(const std::string& batch_id, bool dry_run = false);

struct Uploaded {
  grpc::Status status;
  std::optional<common::v1::UploadResume> resume;
  std::optional<common::v1::BatchReceipt> receipt;
  std::vector<common::v1::RowProblems> problems;
  int chunks_accepted = 0;
};

namespace internal {
template <class Response>
void Take(const Response& response, Uploaded& uploaded) {
  if (response.has_resume()) uploaded.resume = response.resume();
  if (response.has_receipt()) uploaded.receipt = response.receipt();
  if (response.has_chunk_accepted()) ++uploaded.chunks_accepted;
  for (const auto& row : response.problems().rows()) uploaded.problems.push_back(row);
}
}  // namespace internal

// Plays the client of one upload over `stream`, honestly: header, chunks from where the gateway
// says, trailer. `first` is the header message.
template <class Request, class Response, class Chunk>
Uploaded Upload(grpc::ClientReaderWriter<Request, Response>& stream, const Request& first,
                const std::vector<Chunk>& chunks) {
  Uploaded uploaded;
  uint64_t rows = 0;
  for (const Chunk& chunk : chunks) {
    rows += static_cast<uint64_t>(chunk.rows_size() + chunk.unreadable_size());
  }
  Response response;
  stream.Write(first);
  if (stream.Read(&response)) internal::Take(response, uploaded);
  if (uploaded.resume) {
    for (size_t i = uploaded.resume->next_chunk_number(); i < chunks.size(); ++i) {
      Request part;
      *part.mutable_chunk() = chunks[i];
      if (!stream.Write(part)) break;
    }
    Request last;
    last.mutable_trailer()->set_rows(rows);
    stream.Write(last);
  }
  stream.WritesDone();
  while (stream.Read(&response)) internal::Take(response, uploaded);
  uploaded.status = stream.Finish();
  return uploaded;
}

// Cuts rows into chunks, numbering them.
template <class Chunk, class RowMessage>
std::vector<Chunk> ChunksOf(const std::vector<RowMessage>& rows) {
  std::vector<Chunk> chunks;
  uint64_t number = 0;
  for (const RowMessage& row : rows) {
    if (number % 2000 == 0) {
      chunks.emplace_back().set_chunk_number(number / 2000);
      chunks.back().set_first_row(number + 1);
    }
    *chunks.back().add_rows() = row;
    chunks.back().mutable_rows(chunks.back().rows_size() - 1)->set_row(++number);
  }
  return chunks;
}

Uploaded SubmitAssessments(TestGateway& gateway, const std::string& party,
                           const common::v1::BatchHeader& header,
                           const std::vector<assessment::v1::AssessmentRow>& rows);
Uploaded SubmitPayments(TestGateway& gateway, const std::string& party,
                        const common::v1::BatchHeader& header,
                        const std::vector<payment::v1::PaymentRow>& rows);

}  // namespace levybridge::testing
