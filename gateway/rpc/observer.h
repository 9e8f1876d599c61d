// CallObserver: whom the services tell about finished calls and batches. Log and metrics live
// behind it; what is told never holds an account number. Implementations are thread-safe and quick.
#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include "gateway/domain/batch.h"

namespace levybridge::rpc {

struct FinishedCall {
  std::string_view method;  // "assessment.v1.AssessmentService/SubmitAssessments"
  std::string party;        // URN; empty when it could not be told
  std::string code;         // "OK", "NOT_FOUND", …
  std::string reason;       // of a refusal; empty otherwise
  std::string detail;       // of an error inside, for the operator alone; empty otherwise
  std::string batch_id;     // where there is one
  std::chrono::microseconds duration{0};
};

class CallObserver {
 public:
  virtual ~CallObserver() = default;
  virtual void CallFinished(const FinishedCall& call) = 0;
  // A batch reached its final state in this process (not a repetition, not a dry run).
  virtual void BatchFinished(const domain::Batch& batch) = 0;
};

}  // namespace levybridge::rpc
