#include "adapters/iso20022/xml_reader.h"

#include <expat.h>

#include <array>
#include <cstring>
#include <memory>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "adapters/files/cells.h"
#include "adapters/files/encoding.h"
#include "adapters/files/table_reader.h"
#include "gateway/domain/concatenate.h"

namespace levybridge::iso20022 {
namespace {

using domain::Concatenate;
using files::RefusalReason;

constexpr size_t kBlockBytes = 64 * 1024;
// How far into the file an encoding declaration is looked for.
constexpr size_t kDeclarationBytes = 256;
constexpr XML_Char kSeparator = '\n';

std::string_view LocalName(const XML_Char* name) {
  const std::string_view whole(name);
  return whole.substr(whole.rfind(kSeparator) + 1);
}

XmlFault Fault(RefusalReason reason, std::string chinese, std::string english) {
  return {reason, std::move(chinese), std::move(english)};
}

// The encoding that an XML declaration at the very beginning states; empty when there is none.
std::string_view StatedEncoding(std::string_view start) {
  start = start.substr(0, kDeclarationBytes);
  if (start.substr(0, 5) != "<?xml") return {};
  start = start.substr(0, start.find("?>"));
  const size_t at = start.find("encoding");
  if (at == std::string_view::npos) return {};
  const size_t open = start.find_first_of("\"'", at);
  if (open == std::string_view::npos) return {};
  const size_t close = start.find(start[open], open + 1);
  if (close == std::string_view::npos) return {};
  return start.substr(open + 1, close - open - 1);
}

class Reader {
 public:
  Reader(files::ByteSource& source, const XmlLimits& limits, XmlHandler& handler)
      : source_(source), limits_(limits), handler_(handler) {}

  absl::Status Run();

 private:
  struct Free {
    void operator()(XML_Parser parser) const { XML_ParserFree(parser); }
  };
  static Reader& Of(void* data) { return *static_cast<Reader*>(data); }

  bool CreateParser(bool as_utf8);
  absl::StatusOr<std::string_view> NextBlock();
  absl::Status Feed(std::string_view bytes, bool at_end);
  absl::Status FeedTranscoded(std::string_view bytes, bool at_end);
  absl::Status Refusal(const XmlFault& fault) const;
  XmlFault Malformed() const;

  void OnStart(const XML_Char* name, const XML_Char** attributes);
  void OnEnd();
  void OnText(std::string_view text);
  void OnPassed() { passed_ = XML_GetCurrentByteIndex(parser_.get()); }
  void Stop(XmlFault fault);
  std::string_view Path() const { return path_; }

  files::ByteSource& source_;
  const XmlLimits& limits_;
  XmlHandler& handler_;
  std::unique_ptr<XML_ParserStruct, Free> parser_;
  std::unique_ptr<files::Transcoder> transcoder_;
  std::array<char, kBlockBytes> block_{};
  std::string pending_;  // bytes the transcoder wants to see again
  std::string transcoded_;
  int64_t read_ = 0;
  int64_t fed_ = 0;
  int64_t passed_ = 0;  // where the last complete token began

  std::string root_;
  std::string path_;             // below the root
  std::vector<size_t> parents_;  // length of the path outside each open element
  bool message_known_ = false;
  bool leaf_ = false;  // nothing but text since the last start
  std::string text_;
  MaybeFault fault_;
};

bool Reader::CreateParser(bool as_utf8) {
  parser_.reset(XML_ParserCreateNS(as_utf8 ? "UTF-8" : nullptr, kSeparator));
  if (parser_ == nullptr) return false;
  XML_Parser parser = parser_.get();
  XML_SetUserData(parser, this);
  XML_SetElementHandler(
      parser,
      [](void* data, const XML_Char* name, const XML_Char** attributes) {
        Of(data).OnStart(name, attributes);
      },
      [](void* data, const XML_Char*) { Of(data).OnEnd(); });
  XML_SetCharacterDataHandler(parser, [](void* data, const XML_Char* text, int length) {
    Of(data).OnText({text, static_cast<size_t>(length)});
  });
  XML_SetCommentHandler(parser, [](void* data, const XML_Char*) { Of(data).OnPassed(); });
  XML_SetProcessingInstructionHandler(
      parser, [](void* data, const XML_Char*, const XML_Char*) { Of(data).OnPassed(); });
  XML_SetStartDoctypeDeclHandler(
      parser, [](void* data, const XML_Char*, const XML_Char*, const XML_Char*, int) {
        Of(data).Stop(Fault(RefusalReason::kXmlDeclaration,
                            "文件含有 DOCTYPE 声明，不予读取。请去掉该声明",
                            "the file holds a DOCTYPE declaration, which is never read; leave it "
                            "out"));
      });
  return true;
}

void Reader::Stop(XmlFault fault) {
  if (fault_) return;
  fault_ = std::move(fault);
  XML_StopParser(parser_.get(), XML_FALSE);
}

void Reader::OnStart(const XML_Char* name, const XML_Char** attributes) {
  if (fault_) return;
  OnPassed();
  const std::string_view local = LocalName(name);
  if (parents_.size() >= limits_.max_depth) {
    return Stop(
        Fault(RefusalReason::kXmlLimit,
              domain::Concatenate("元素嵌套超过 ", std::to_string(limits_.max_depth), " 层"),
              domain::Concatenate("elements are nested deeper than ",
                                  std::to_string(limits_.max_depth), " levels")));
  }
  size_t count = 0;
  std::string_view currency;
  for (; attributes[2 * count] != nullptr; ++count) {
    if (LocalName(attributes[2 * count]) == "Ccy") currency = attributes[2 * count + 1];
  }
  if (count > limits_.max_attributes) {
    return Stop(
        Fault(RefusalReason::kXmlLimit, "元素的属性过多", "an element has too many attributes"));
  }
  text_.clear();
  leaf_ = true;
  parents_.push_back(path_.size());
  if (parents_.size() == 1) {
    root_ = local;
    return;
  }
  if (!path_.empty()) path_.push_back('/');
  path_ += local;
  MaybeFault fault;
  if (!message_known_) {
    message_known_ = true;
    fault = handler_.Message(root_, local);
  }
  if (!fault) fault = handler_.Start(Path(), currency);
  if (fault) Stop(*std::move(fault));
}

void Reader::OnEnd() {
  if (fault_) return;
  OnPassed();
  MaybeFault fault;
  if (parents_.size() == 1 && !message_known_) fault = handler_.Message(root_, "");
  if (parents_.size() > 1) {
    fault = handler_.End(Path(), leaf_ ? files::Trim(text_) : std::string_view());
  }
  leaf_ = false;
  text_.clear();
  if (fault) return Stop(*std::move(fault));
  path_.resize(parents_.back());
  parents_.pop_back();
}

void Reader::OnText(std::string_view text) {
  if (fault_) return;
  OnPassed();
  if (!leaf_) return;
  // Line ends and indentation inside a parent are no text of anybody.
  if (text_.empty() && text.find_first_not_of(" \t\r\n") == std::string_view::npos) return;
  if (text_.size() + text.size() > limits_.max_text_bytes) {
    return Stop(
        Fault(RefusalReason::kXmlLimit,
              domain::Concatenate("元素内容超过 ", std::to_string(limits_.max_text_bytes), " 字节"),
              domain::Concatenate("the text of an element is longer than ",
                                  std::to_string(limits_.max_text_bytes), " bytes")));
  }
  text_ += text;
}

XmlFault Reader::Malformed() const {
  const XML_Error error = XML_GetErrorCode(parser_.get());
  if (error == XML_ERROR_UNKNOWN_ENCODING || error == XML_ERROR_INCORRECT_ENCODING) {
    return Fault(RefusalReason::kXmlEncoding,
                 "无法处理文件声明的编码。请转换为 UTF-8、UTF-16 或 GB18030",
                 "the encoding that the file states is not handled; convert it to UTF-8, UTF-16 or "
                 "GB18030");
  }
  return Fault(RefusalReason::kMalformedXml,
               domain::Concatenate("不是有效的 XML（", XML_ErrorString(error), "）"),
               domain::Concatenate("this is not well-formed XML (", XML_ErrorString(error), ")"));
}

absl::Status Reader::Refusal(const XmlFault& fault) const {
  const auto line = static_cast<int64_t>(XML_GetCurrentLineNumber(parser_.get()));
  const std::string column = std::to_string(XML_GetCurrentColumnNumber(parser_.get()) + 1);
  const std::string path =
      files::CutText(domain::Concatenate(root_, path_.empty() ? "" : "/", path_), 200);
  return Refuse(fault.reason,
                files::Place{source_.name(), line, domain::Concatenate(column, ":", path)},
                fault.chinese, fault.english);
}

absl::Status Reader::Feed(std::string_view bytes, bool at_end) {
  fed_ += static_cast<int64_t>(bytes.size());
  const XML_Status status =
      XML_Parse(parser_.get(), bytes.data(), static_cast<int>(bytes.size()), at_end);
  if (fault_) return Refusal(*fault_);
  if (status != XML_STATUS_OK) return Refusal(Malformed());
  // What was fed and belongs to no token yet is what the parser keeps.
  if (fed_ - passed_ > static_cast<int64_t>(limits_.max_token_bytes + kBlockBytes)) {
    return Refusal(
        Fault(RefusalReason::kXmlLimit, "标记或注释过长", "a tag or comment is too long"));
  }
  return absl::OkStatus();
}

absl::Status Reader::FeedTranscoded(std::string_view bytes, bool at_end) {
  if (transcoder_ == nullptr) return Feed(bytes, at_end);
  pending_ += bytes;
  transcoded_.resize(files::Transcoder::MaxOutput(pending_.size()));
  const auto step = transcoder_->Convert(pending_, at_end, transcoded_.data());
  pending_.erase(0, step.consumed);
  return Feed(std::string_view(transcoded_).substr(0, step.written), at_end);
}

absl::StatusOr<std::string_view> Reader::NextBlock() {
  const absl::StatusOr<size_t> size = source_.Read(block_.data(), block_.size());
  if (!size.ok()) return size.status();
  read_ += static_cast<int64_t>(*size);
  if (read_ > limits_.max_file_bytes) {
    return Refusal(
        Fault(RefusalReason::kXmlLimit,
              domain::Concatenate("文件超过 ", std::to_string(limits_.max_file_bytes), " 字节"),
              domain::Concatenate("the file is larger than ",
                                  std::to_string(limits_.max_file_bytes), " bytes")));
  }
  return std::string_view(block_.data(), *size);
}

absl::Status Reader::Run() {
  // A parser to ask for the place of what is refused before the encoding is known.
  if (!CreateParser(false)) return absl::ResourceExhaustedError("内存不足 / out of memory");
  absl::StatusOr<std::string_view> block = NextBlock();
  if (!block.ok()) return block.status();
  if (block->empty()) {
    return Refusal(Fault(RefusalReason::kEmptyFile, "文件为空", "the file is empty"));
  }
  const auto encoding = files::ParseEncoding(StatedEncoding(*block));
  if (encoding == files::Encoding::kGb18030) {
    transcoder_ = std::make_unique<files::Transcoder>(files::Encoding::kGb18030);
    if (!CreateParser(true)) return absl::ResourceExhaustedError("内存不足 / out of memory");
  }
  while (!block->empty()) {
    if (absl::Status status = FeedTranscoded(*block, false); !status.ok()) return status;
    block = NextBlock();
    if (!block.ok()) return block.status();
  }
  return FeedTranscoded({}, true);
}

}  // namespace

absl::Status ReadXml(files::ByteSource& source, const XmlLimits& limits, XmlHandler& handler) {
  return Reader(source, limits, handler).Run();
}

}  // namespace levybridge::iso20022
