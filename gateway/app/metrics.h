// Metrics: counters, gauges and histograms in Prometheus' text format.
//
// A metric exists from its first use; its help text is given then. Label values are escaped. Made
// for some hundred series, not for one per employer. Thread-safe.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <map>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace levybridge::app {

// What a metric is called and what it counts; the literals outlive the registry.
struct MetricName {
  std::string_view name;  // "levybridge_calls_total"
  std::string_view help;
};
using Labels = std::initializer_list<std::pair<std::string_view, std::string_view>>;

class Metrics {
 public:
  void Count(MetricName metric, Labels labels, double amount = 1);
  void SetGauge(MetricName metric, Labels labels, double value);
  // For a figure that is counted elsewhere and only grows.
  void SetCounter(MetricName metric, Labels labels, double value);
  // Into buckets from 100 µs to 100 s.
  void Observe(MetricName metric, Labels labels, double seconds);
  // The whole page, version 0.0.4 of the format.
  std::string Render() const;

 private:
  enum class Type : uint8_t { kCounter, kGauge, kHistogram };
  struct Histogram {
    std::vector<uint64_t> buckets;
    double sum = 0;
    uint64_t count = 0;
  };
  struct Family {
    std::string_view help;
    Type type = Type::kCounter;
    std::map<std::string, double> values;
    std::map<std::string, Histogram> histograms;
  };
  Family& FamilyOf(MetricName metric, Type type);

  mutable std::mutex mutex_;
  std::map<std::string_view, Family> families_;
};

}  // namespace levybridge::app
