#include "document/emitter.h"

#include <sodium.h>

#include "base/text.h"

namespace tipstaff::document {
namespace {

constexpr std::size_t kLongestCell = 32'768, kLongestPlace = 300;  // bytes
constexpr std::string_view kStep = " › ";

}  // namespace

std::string printable(std::string_view text, std::size_t most) {
  std::string out;
  put_printable(text, most, out);
  return out;
}

void put_printable(std::string_view text, std::size_t most, std::string& out) {
  out.clear();
  // Most of what files say is plain ASCII.
  if (text.size() <= most && std::ranges::all_of(text, [](char c) { return c >= 0x20 && c < 0x7f; })) {
    out = text;
    return;
  }
  while (!text.empty() && out.size() < most) {
    std::string_view rest = text;
    const auto point = take_code_point(rest);
    const std::string_view taken = point ? text.substr(0, text.size() - rest.size()) : text.substr(0, 1);
    if (out.size() + taken.size() > most) break;
    if (point && fault_in(taken) == TextFault::kNone)
      out += taken;
    else
      out += point && (*point == U'\t' || *point == U'\n' || *point == U'\r') ? ' ' : '?';
    text.remove_prefix(taken.size());
  }
}

bool is_blank(std::string_view text) {
  if (!text.empty() && text[0] > 0x20) return false;
  return text.find_first_not_of(" \t\r\n\xc2\xa0") == std::string_view::npos;
}

void Emitter::row(std::uint32_t layer, std::vector<std::string>& cells) {
  if (full()) return;
  if (ear_)
    for (const std::string& cell : cells) ear_(cell);
  sink_.row(layer, cells);
}

std::string Emitter::named(std::string_view part) const {
  std::string out = printable(prefix_ + std::string(part), kLongestPlace);
  if (!prefix_.empty() && out.ends_with(kStep)) out.resize(out.size() - kStep.size());
  return out;
}

void Emitter::inner_file(ByteView file) {
  if (full()) return;
  Hash sha256;
  crypto_hash_sha256(sha256.data(), file.data(), file.size());
  sink_.inner_file({named({}), sha256, std::string(as_text(file.first(std::min(file.size(), kBeginning))))});
}

bool Emitter::bytes(ByteView file) {
  if (depth_ == 0 || !sink_.wants_bytes()) return false;
  for (std::size_t at = 0; at < file.size(); at += kPieceBytes)
    sink_.bytes(file.subspan(at, std::min(kPieceBytes, file.size() - at)), at == 0);
  return true;
}

void Emitter::observe(Observation observation) {
  if (++observations_ > kMostObservations) {
    if (observations_ == kMostObservations + 1)
      sink_.observed({.trait = Trait::kUnread, .place = "there is more to say about it than is reported"});
    return;
  }
  observation.part = named(observation.part);
  observation.place = printable(observation.place, kLongestPlace);
  sink_.observed(observation);
}

Emitter::Inside::Inside(Emitter& emitter, std::string_view name, std::uint64_t bytes)
    : emitter_(emitter), outer_(emitter.prefix_.size()) {
  emitter.unpacked_ += bytes;
  emitter.prefix_ += printable(name, kLongestPlace);
  emitter.prefix_ += kStep;
  const bool deep = ++emitter.depth_ > kMostNested;
  allowed_ = !deep && emitter.unpacked_ <= kMostUnpacked;
  if (!allowed_) emitter.unread("", deep ? "files lie in each other too deep" : "there is more than 1 GiB inside");
}

Emitter::Inside::~Inside() {
  emitter_.prefix_.resize(outer_);
  --emitter_.depth_;
}

namespace {

constexpr int kOnEnd = 4;  // so many of them mean something

bool draws_nothing(char32_t c) {
  return c == 0x200b || c == 0x200c || c == 0x200d || (c >= 0x2060 && c <= 0x2064) || c == 0x180e || c == 0x115f ||
         c == 0x1160 || c == 0x3164 || c == 0xffa0 || c == 0xfeff || c == 0xad || (c >= 0xfe00 && c <= 0xfe0f) ||
         (c >= 0xe0000 && c <= 0xe0fff);
}
bool is_tag(char32_t c) { return c >= 0xe0020 && c <= 0xe007f; }
constexpr char32_t kFlag = 0x1f3f4;  // England's and others' are this one with tags behind it

}  // namespace

std::uint64_t invisible_in(std::string_view text) {
  if (std::ranges::all_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x80; })) return 0;
  std::uint64_t out = 0, run = 0, scattered = 0;
  char32_t before = 0;  // the last one that is drawn
  const auto end_run = [&] {
    if (run >= kOnEnd && !(before == kFlag && run <= 7)) out += run;
    run = 0;
  };
  while (!text.empty()) {
    const auto point = take_code_point(text);
    if (!point) {
      text.remove_prefix(1);
      continue;
    }
    if (draws_nothing(*point)) {
      ++run;
      scattered += (is_tag(*point) && before != kFlag) || (*point >= 0xe0100 && before < 0x2e80) ? 1 : 0;
      continue;
    }
    end_run();
    before = *point;
  }
  end_run();
  return std::max(out, scattered >= kOnEnd ? scattered : 0);
}

void Layer::cell(std::string_view text) {
  if (is_blank(text)) return;
  invisible_ += invisible_in(text);
  put_printable(text, kLongestCell, row_.emplace_back());
  ++cells_;
  characters_ += row_.back().size();
}

void Layer::end_row() {
  if (row_.empty()) return;
  if (number_ == 0) number_ = emitter_->new_layer();
  ++rows_;
  emitter_->row(number_, row_);
  row_.clear();
}

void Layer::close(Trait trait, std::string_view part, std::string_view place) {
  end_row();
  if (cells_ > 0)
    emitter_->observe({.trait = trait,
                       .part = std::string(part),
                       .place = std::string(place),
                       .cells = cells_,
                       .rows = rows_,
                       .characters = characters_,
                       .layer = number_});
  if (invisible_ > 0)
    emitter_->observe({.trait = Trait::kInvisibleLetters,
                       .part = std::string(part),
                       .place = std::string(place),
                       .cells = 1,
                       .characters = invisible_});
  number_ = 0;
  cells_ = rows_ = characters_ = invisible_ = 0;
}

}  // namespace tipstaff::document
