#include "gateway/app/metrics.h"

#include <algorithm>
#include <array>

#include "absl/strings/str_cat.h"

namespace levybridge::app {
namespace {

constexpr std::array<double, 13> kBuckets = {0.0001, 0.0005, 0.001, 0.002, 0.005, 0.01, 0.02,
                                             0.05,   0.1,    0.5,   1,     10,    100};

std::string Escaped(std::string_view value) {
  std::string text;
  for (const char c : value) {
    if (c == '\n') {
      text += "\\n";
      continue;
    }
    if (c == '"' || c == '\\') text += '\\';
    text += c;
  }
  return text;
}

std::string Joined(Labels labels) {
  std::string text;
  for (const auto& [name, value] : labels) {
    if (!text.empty()) text += ',';
    text += name;
    text += "=\"" + Escaped(value) + '"';
  }
  return text;
}

std::string Braced(const std::string& labels) { return labels.empty() ? "" : "{" + labels + "}"; }

void AppendSeries(std::string& page, std::string_view name, const std::string& labels,
                  double value) {
  page += name;
  absl::StrAppend(&page, Braced(labels), " ", value, "\n");
}

}  // namespace

Metrics::Family& Metrics::FamilyOf(MetricName metric, Type type) {
  Family& family = families_[metric.name];
  family.help = metric.help;
  family.type = type;
  return family;
}

void Metrics::Count(MetricName metric, Labels labels, double amount) {
  const std::lock_guard lock(mutex_);
  FamilyOf(metric, Type::kCounter).values[Joined(labels)] += amount;
}

void Metrics::SetGauge(MetricName metric, Labels labels, double value) {
  const std::lock_guard lock(mutex_);
  FamilyOf(metric, Type::kGauge).values[Joined(labels)] = value;
}

void Metrics::SetCounter(MetricName metric, Labels labels, double value) {
  const std::lock_guard lock(mutex_);
  FamilyOf(metric, Type::kCounter).values[Joined(labels)] = value;
}

void Metrics::Observe(MetricName metric, Labels labels, double seconds) {
  const std::lock_guard lock(mutex_);
  Histogram& histogram = FamilyOf(metric, Type::kHistogram).histograms[Joined(labels)];
  histogram.buckets.resize(kBuckets.size());
  for (size_t i = 0; i < kBuckets.size(); ++i) {
    if (seconds <= kBuckets.at(i)) ++histogram.buckets[i];
  }
  histogram.sum += seconds;
  ++histogram.count;
}

std::string Metrics::Render() const {
  const std::lock_guard lock(mutex_);
  std::string page;
  for (const auto& [name, family] : families_) {
    const char* type = family.type == Type::kCounter ? "counter"
                       : family.type == Type::kGauge ? "gauge"
                                                     : "histogram";
    page.append("# HELP ").append(name).append(" ").append(family.help).append("\n# TYPE ");
    page.append(name).append(" ").append(type).append("\n");
    for (const auto& [labels, value] : family.values) AppendSeries(page, name, labels, value);
    for (const auto& [labels, histogram] : family.histograms) {
      const std::string prefix = labels.empty() ? "" : labels + ",";
      const std::string bucket = std::string(name) + "_bucket";
      for (size_t i = 0; i < kBuckets.size(); ++i) {
        AppendSeries(page, bucket, absl::StrCat(prefix, "le=\"", kBuckets.at(i), "\""),
                     static_cast<double>(histogram.buckets[i]));
      }
      AppendSeries(page, bucket, prefix + "le=\"+Inf\"", static_cast<double>(histogram.count));
      AppendSeries(page, std::string(name) + "_sum", labels, histogram.sum);
      AppendSeries(page, std::string(name) + "_count", labels,
                   static_cast<double>(histogram.count));
    }
  }
  return page;
}

}  // namespace levybridge::app
