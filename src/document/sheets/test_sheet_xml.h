// What a worksheet's reader and libxml2's tell of the same bytes, to be held against each other by tests and by the
// fuzzer.
#pragma once

#include <fmt/format.h>

#include <string>

#include "document/sheets/sheet_xml.h"

namespace tipstaff::document {

// Everything that was told, text between two tags as one.
class EventRecorder : public XmlHandler {
 public:
  void start(std::string_view name, const XmlAttributes& attributes) override {
    add("start", name);
    for (const XmlAttribute& one : attributes.all()) {
      add(one.prefixed ? "foreign" : "attribute", one.name);
      add("value", one.value);
    }
  }
  void end(std::string_view name) override { add("end", name); }
  void text(std::string_view piece) override {
    if (!in_text_) add("text", "");
    in_text_ = true;
    told += piece;
  }
  void comment(std::string_view words) override { add("comment", words); }
  std::string told;

 private:
  void add(std::string_view what, std::string_view words) {
    in_text_ = false;
    told += fmt::format("\n{}:{}", what, words);
  }
  bool in_text_ = false;
};

struct SheetEvents {
  std::string told;
  bool accepted = false;
  std::uint64_t quick = 0;  // bytes that libxml2 was not asked about
};

inline SheetEvents libxml2_events(std::string_view text) {
  EventRecorder recorder;
  const auto done = parse_xml([&](const auto& take) { return take(as_bytes(text)); }, recorder);
  return {recorder.told, done.has_value(), 0};
}
inline SheetEvents sheet_events(const Feed& feed) {
  EventRecorder recorder;
  SheetXml sheet(recorder);
  auto done = feed([&](ByteView piece) { return sheet.take(piece); });
  if (done) done = sheet.finish();
  return {recorder.told, done.has_value(), sheet.quick_bytes()};
}

}  // namespace tipstaff::document
