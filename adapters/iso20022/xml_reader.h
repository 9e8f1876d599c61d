// XML from outside, read as a stream of elements with their paths.
//
// Customer rule: no external entities, no entity expansion, bounded size and depth. Any DOCTYPE
// refuses the file, so that nothing can be declared; depth, text of an element, attributes, tokens
// and the whole file are bounded; memory does not grow with the file. Elements are known by local
// name, whatever prefix or namespace a bank uses. UTF-8 and UTF-16 are read as they are; GB18030,
// GBK and GB2312 by the decoder of adapters/files. Never throws. Not thread-safe.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "adapters/files/byte_source.h"
#include "adapters/files/refusal.h"

namespace levybridge::iso20022 {

struct XmlLimits {
  int64_t max_file_bytes = 1 << 30;
  size_t max_depth = 32;
  size_t max_text_bytes = 4096;      // of one element
  size_t max_attributes = 32;        // of one element
  size_t max_token_bytes = 1 << 18;  // of one tag, comment or instruction
};

// Why a handler does not want the file; the reader adds where.
struct XmlFault {
  files::RefusalReason reason;
  std::string chinese;
  std::string english;
};
using MaybeFault = std::optional<XmlFault>;

// Both calls see the path of local names below the root, "CstmrPmtStsRpt/GrpHdr/MsgId"; the root
// itself is "". Views are valid during the call.
class XmlHandler {
 public:
  virtual ~XmlHandler() = default;
  // Asked once, before anything else: the local names of the root and of its first child.
  virtual MaybeFault Message(std::string_view root, std::string_view message) = 0;
  // `currency` is the attribute Ccy, empty when there is none; no other attribute means anything.
  virtual MaybeFault Start(std::string_view path, std::string_view currency) = 0;
  // `text` is that of an element without children, without blanks around it; empty for others.
  virtual MaybeFault End(std::string_view path, std::string_view text) = 0;
};

// Reads all of `source`. A refusal names file, line, column and path; errors of the disk are other
// statuses. What the handler was told before a failure does not count.
absl::Status ReadXml(files::ByteSource& source, const XmlLimits& limits, XmlHandler& handler);

}  // namespace levybridge::iso20022
