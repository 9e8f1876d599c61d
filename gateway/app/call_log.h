// CallLog: finished calls and batches into log and metrics. Thread-safe.
#pragma once

#include <memory>
#include <utility>

#include "gateway/app/metrics.h"
#include "gateway/rpc/observer.h"
#include "spdlog/logger.h"

namespace levybridge::app {

class CallLog final : public rpc::CallObserver {
 public:
  // `metrics` outlives the log.
  CallLog(Metrics& metrics, std::shared_ptr<spdlog::logger> logger)
      : metrics_(metrics), logger_(std::move(logger)) {}
  void CallFinished(const rpc::FinishedCall& call) override;
  void BatchFinished(const domain::Batch& batch) override;

 private:
  Metrics& metrics_;
  std::shared_ptr<spdlog::logger> logger_;
};

}  // namespace levybridge::app
