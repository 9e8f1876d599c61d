// LiveRules: the policies, regions and calendar in force, replaced as a whole by a reload.
//
// Customer rule: new files are validated before they replace the old ones. Thread-safe.
#pragma once

#include <memory>
#include <mutex>
#include <utility>

#include "adapters/settings/config_problem.h"
#include "adapters/settings/gateway_settings.h"
#include "gateway/usecases/rules.h"

namespace levybridge::app {

settings::Loaded<usecases::Rules> LoadRules(const settings::GatewaySettings& settings);

class LiveRules final : public usecases::RuleSource {
 public:
  explicit LiveRules(usecases::Rules rules)
      : current_(std::make_shared<const usecases::Rules>(std::move(rules))) {}

  std::shared_ptr<const usecases::Rules> Current() const override {
    const std::lock_guard lock(mutex_);
    return current_;
  }
  void Replace(usecases::Rules rules) {
    auto next = std::make_shared<const usecases::Rules>(std::move(rules));
    const std::lock_guard lock(mutex_);
    current_ = std::move(next);
  }

 private:
  mutable std::mutex mutex_;
  std::shared_ptr<const usecases::Rules> current_;
};

}  // namespace levybridge::app
