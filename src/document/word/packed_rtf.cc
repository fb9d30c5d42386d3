#include "document/word/packed_rtf.h"

#include <array>

#include "document/charset.h"
#include "document/letters.h"
#include "document/web/markup.h"

namespace tipstaff::document {
namespace {

constexpr std::uint32_t kPacked = 0x75465a4c, kPlain = 0x414c454d;
constexpr std::size_t kHeading = 16, kRing = 4096;
// What the window holds before anything is unpacked (§2.1.2.1).
constexpr std::string_view kWindow =
    "{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}{\\f0\\fnil \\froman \\fswiss \\fmodern \\fscript \\fdecor MS "
    "Sans SerifSymbolArialTimes New "
    "RomanCourier{\\colortbl\\red0\\green0\\blue0\r\n\\par \\pard\\plain\\f0\\fs20\\b\\i\\u\\tab\\tx";

// Groups whose words nobody sees.
constexpr std::string_view kUnseen[] = {"fonttbl", "colortbl",  "stylesheet",        "info",    "pict",
                                        "object",  "listtable", "listoverridetable", "rsidtbl", "generator"};

class RtfWords {
 public:
  explicit RtfWords(std::string_view rtf) : rtf_(rtf) {}
  std::string read() {
    while (at_ < rtf_.size()) {
      const char c = rtf_[at_++];
      if (c != '\\' || !rtf_.substr(at_).starts_with('\'')) end_bytes();
      if (c == '{')
        unseen_.push_back(!unseen_.empty() && unseen_.back());
      else if (c == '}' && !unseen_.empty())
        end_group();
      else if (c == '\\')
        control();
      else if (c != '\r' && c != '\n')
        put(static_cast<unsigned char>(c));
    }
    end_bytes();
    return std::move(out_);
  }
  std::string unshown() { return std::move(unshown_); }
  std::string page() { return has_marks_ ? std::move(page_) : std::string(); }

 private:
  bool hidden() const { return skip_ || (!unseen_.empty() && unseen_.back()); }
  void put(char32_t point) {
    std::string letter;
    put_utf8(letter, point);
    put(letter);
  }
  void put(std::string_view words) {
    if (!hidden())
      out_ += words;
    else if (marks_ == 0)
      unshown_ += words;
    if (!skip_ && (marks_ > 0 || !hidden())) page_ += words;
  }
  void end_bytes() {
    if (bytes_.empty()) return;
    const std::string bytes = std::exchange(bytes_, {});
    put(to_utf8(as_bytes(bytes), code_page(code_page_)).value_or(from_code_page(as_bytes(bytes), 1252)));
  }
  void end_unshown() {
    if (!unshown_.empty() && unshown_.back() != '\n') unshown_ += '\n';
  }
  void end_group() {
    if (marks_ > unseen_.size()) marks_ = 0;
    if (unseen_.back()) end_unshown();
    unseen_.pop_back();
    if (marks_ > unseen_.size()) marks_ = 0;
  }
  void control() {
    if (at_ >= rtf_.size()) return;
    const char c = rtf_[at_];
    if (c == '\'') {
      const auto byte = from_hex(rtf_.substr(at_ + 1, 2));
      at_ = std::min(at_ + 3, rtf_.size());
      if (byte) bytes_ += as_text(*byte);
      return;
    }
    if (c == '*') {
      if (!unseen_.empty()) unseen_.back() = true;
      ++at_;
      return;
    }
    if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'))) {
      put(c == '~' ? U' ' : static_cast<unsigned char>(c));
      ++at_;
      return;
    }
    std::string name, number;
    while (at_ < rtf_.size() && ((rtf_[at_] >= 'a' && rtf_[at_] <= 'z') || (rtf_[at_] >= 'A' && rtf_[at_] <= 'Z')))
      name += rtf_[at_++];
    while (at_ < rtf_.size() && number.size() < 9 &&
           ((rtf_[at_] >= '0' && rtf_[at_] <= '9') || (number.empty() && rtf_[at_] == '-')))
      number += rtf_[at_++];
    if (at_ < rtf_.size() && rtf_[at_] == ' ') ++at_;
    word(name, number);
  }
  void word(const std::string& name, const std::string& number) {
    if (name == "htmlrtf") {
      skip_ = number != "0";
      end_unshown();
    }
    if (name == "par" || name == "line" || name == "row" || name == "page") put('\n');
    if (name == "tab" || name == "cell") put(' ');
    if (name == "u" && !number.empty()) {
      const int unit = std::atoi(number.c_str());
      put(static_cast<char32_t>(unit < 0 ? unit + 65'536 : unit));
      if (at_ < rtf_.size() && rtf_[at_] == '?') ++at_;
    }
    if (name == "ansicpg") code_page_ = static_cast<unsigned>(std::max(std::atoi(number.c_str()), 0));
    if ((name == "htmltag" || name == "mhtmltag") && marks_ == 0) marks_ = std::max<std::size_t>(unseen_.size(), 1);
    has_marks_ = has_marks_ || marks_ > 0;
    if (std::ranges::find(kUnseen, name) != std::end(kUnseen) && !unseen_.empty()) unseen_.back() = true;
  }

  std::string_view rtf_;
  std::size_t at_ = 0;
  std::vector<bool> unseen_;
  std::string out_, unshown_, page_, bytes_;
  unsigned code_page_ = 1252;
  std::size_t marks_ = 0;  // how deep the group of a page's marks is that it stands in
  bool skip_ = false, has_marks_ = false;
};

}  // namespace

Result<Bytes> unpack_rtf(ByteView packed, std::size_t most) {
  const auto bad = [](const char* why) { return tl::unexpected(Error(Code::kInvalid, why)); };
  const std::size_t size = little32(packed, 4);
  if (packed.size() < kHeading || size > most) return bad("packed rich text is damaged, or unpacks to too much");
  const ByteView rest = packed.subspan(kHeading);
  if (little32(packed, 8) == kPlain) return to_bytes(part_of(rest, 0, size));
  if (little32(packed, 8) != kPacked) return bad("rich text is packed in a way that is not known");
  std::array<std::uint8_t, kRing> ring{};
  std::ranges::copy(as_bytes(kWindow), ring.begin());
  std::size_t write = kWindow.size();
  Bytes out;
  const auto put = [&](std::uint8_t byte) {
    out.push_back(byte);
    ring[write] = byte;
    write = (write + 1) % kRing;
  };
  for (std::size_t at = 0; at < rest.size() && out.size() <= most;) {
    const std::uint8_t kinds = rest[at++];
    for (int bit = 0; bit < 8; ++bit) {
      if ((kinds >> bit & 1) == 0) {
        if (at >= rest.size()) return out;
        put(rest[at++]);
        continue;
      }
      if (at + 2 > rest.size()) return bad("packed rich text is cut short");
      const unsigned token = static_cast<unsigned>(rest[at] << 8 | rest[at + 1]);
      at += 2;
      const std::size_t from = token >> 4;
      if (from == write) return out;
      for (std::size_t i = 0; i < (token & 15) + 2; ++i) put(ring[(from + i) % kRing]);
    }
  }
  if (out.size() > most) return bad("packed rich text unpacks to too much");
  return out;
}

std::string unshown_by_rtf(ByteView rtf) {
  RtfWords words(as_text(rtf));
  words.read();
  return words.unshown();
}
void read_page_in_rtf(ByteView rtf, Emitter& emitter) {
  RtfWords words(as_text(rtf));
  words.read();
  const std::string page = words.page();
  if (page.empty()) return;
  if (const Emitter::Inside inside(emitter, "the page in the rich text", page.size()); inside)
    read_html(as_bytes(page), emitter, "utf-8");
}
bool is_wrapped_in_rtf(ByteView rtf) {
  const std::string_view head = as_text(part_of(rtf, 0, 512));
  return head.find("\\fromhtml") != std::string_view::npos || head.find("\\fromtext") != std::string_view::npos;
}

std::string shown_by_rtf(ByteView rtf) { return RtfWords(as_text(rtf)).read(); }

}  // namespace tipstaff::document
