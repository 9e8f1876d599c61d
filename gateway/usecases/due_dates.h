// DueDates: until when the rows of a chunk are to be paid, each distinct question asked once.
//
// Thousands of rows of a chunk share their month, their region and their policy, and with them the
// answer. Lives no longer than the rules it asks. Not thread-safe.
#pragma once

#include <string_view>
#include <tuple>

#include "absl/container/flat_hash_map.h"
#include "absl/status/statusor.h"
#include "gateway/domain/due_date.h"
#include "gateway/usecases/rules.h"

namespace levybridge::usecases {

class DueDates {
 public:
  DueDates(const Rules& rules, domain::CivilDate business_date)
      : rules_(rules), business_date_(business_date) {}

  // Of what is collected in `period`, by the policy that decided the row; errors as
  // domain::DueDate has them.
  const absl::StatusOr<domain::CivilDate>& Of(domain::FeePeriod period, domain::RegionCode region,
                                              std::string_view policy) {
    // A policy's name points into the book, so its place stands for it.
    const Question question{region.number(), period.index(), policy.data()};
    const auto known = answers_.find(question);
    if (known != answers_.end()) return known->second;
    return answers_.emplace(question, Ask(period, region, policy)).first->second;
  }

 private:
  using Question = std::tuple<uint32_t, int32_t, const char*>;

  absl::StatusOr<domain::CivilDate> Ask(domain::FeePeriod period, domain::RegionCode region,
                                        std::string_view policy) const {
    const domain::RegionParameters* parameters = rules_.book.ParametersOf(policy, region);
    const int due_day = parameters != nullptr ? parameters->due_day.value_or(domain::kDefaultDueDay)
                                              : domain::kDefaultDueDay;
    return domain::DueDate(period, business_date_, due_day, rules_.calendar, region);
  }

  const Rules& rules_;
  const domain::CivilDate business_date_;
  absl::flat_hash_map<Question, absl::StatusOr<domain::CivilDate>> answers_;
};

}  // namespace levybridge::usecases
