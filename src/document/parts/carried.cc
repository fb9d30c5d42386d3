#include "document/parts/carried.h"

#include "document/containers/zip.h"
#include "document/reader.h"
#include "document/record_words.h"
#include "document/xml_aside.h"

namespace tipstaff::document {
namespace {

constexpr std::size_t kMostPart = std::size_t{16} << 20;

class CarriedWords : public XmlHandler {
 public:
  void start(std::string_view, const XmlAttributes&) override {}
  void text(std::string_view piece) override { said += piece; }
  void end(std::string_view) override {
    if (!said.empty() && said.back() != '\n') said += '\n';
  }
  std::string said;
};

}  // namespace

std::string read_carried_xml(ByteView xml, const std::string& part, Emitter& emitter) {
  CarriedWords words;
  XmlAside aside(words, XmlKind::kOffice, emitter);
  const auto done = parse_xml([&](const auto& take) { return take(xml); }, aside);
  if (!done) emitter.unread(part, done.error().message());
  aside.close(part);
  RecordWords comments(emitter);
  for (const std::string& comment : words.comments()) comments.text(comment);
  comments.close(part, "comments in XML that it carries along", Trait::kXmlComment);
  return std::move(words.said);
}

void read_carried_package(ByteView bytes, const std::string& part, std::string_view told, Emitter& emitter) {
  const auto zip = Zip::open(bytes);
  if (!zip) return emitter.unread(part, zip.error().message());
  for (const std::string& each : zip->unexplained())
    emitter.observe({.trait = Trait::kUnexplained, .part = part, .place = each});
  RecordWords texts(emitter);
  for (const ZipEntry& entry : zip->entries()) {
    const auto whole = zip->whole(entry, kMostPart);
    const std::string name = part + "/" + entry.name;
    if (!whole) {
      emitter.unread(name, whole.error().message());
    } else if (entry.name.ends_with(".xml") || entry.name.ends_with(".rels")) {
      const std::string said = read_carried_xml(*whole, name, emitter);
      for (std::size_t at = 0; at < said.size();) {
        const std::size_t end = std::min(said.find('\n', at), said.size());
        const std::string_view line = std::string_view(said).substr(at, end - at);
        const bool number = line.find_first_of("0123456789") != std::string_view::npos;  // “Click, to add a title”
        if (number && told.find(line) == std::string_view::npos) texts.remark(line);
        at = end + 1;
      }
    } else {
      read_inside(*whole, name, emitter);  // a picture of the theme
    }
  }
  texts.close(part, "words in a theme or layout that it carries along");
}

}  // namespace tipstaff::document
