#include "match/wide_words.h"

#include "match/fold.h"

namespace tipstaff::match {
namespace {

constexpr std::uint8_t kNameClass = kSurnameClass | kForenameClass;

// Most of what is no UTF-8 says so in its first two bytes beyond ASCII.
bool may_be_utf8(std::string_view from_wide) {
  const auto lead = static_cast<std::uint8_t>(from_wide[0]);
  return lead >= 0xC2 && lead <= 0xF4 && from_wide.size() > 1 &&
         (static_cast<std::uint8_t>(from_wide[1]) & 0xC0) == 0x80;
}

}  // namespace

void WideWords::Reading::classify(Way way, const Index& index) {
  cut(way, reinterpret_cast<const std::uint8_t*>(text.data()), size, cuts);
  classes.resize(cuts.count + kTokenRoom);
  words.resize(cuts.count + kTokenRoom);
  if (cuts.count > 0)
    match::classify(way, index, reinterpret_cast<const std::uint8_t*>(text.data()), cuts.begin.data(), cuts.end.data(),
                    cuts.count, classes.data(), words.data());
}

// How many letters stand in words of the roll; one alone says nothing.
std::size_t WideWords::known_letters(const Reading& reading, Span words) {
  std::size_t letters = 0;
  for (std::size_t i = words.from; i < words.to; ++i) {
    const bool known = (reading.classes[i] & kNameClass) != 0 && (reading.classes[i] & kSingle) == 0;
    letters += known ? reading.word(i).size() : 0;
  }
  return letters;
}

void WideWords::read(std::string_view chunk, const Cuts& cuts) {
  chunk_ = chunk;
  cuts_ = &cuts;
  copied_ = 0;
  begin_.clear();
  end_.clear();
  words_.clear();
  folded_.clear();
  for (std::size_t wide = 0, i = 0, done = 0; wide < cuts.wide_count; ++wide) {
    while (i + 1 < cuts.count && cuts.begin[i + 1] <= cuts.wide[wide]) ++i;  // the token in which it lies
    if (i < done || cuts.end[i] - cuts.begin[i] > 4 * kLongestToken) continue;
    done = i + 1;
    add(i, cuts.wide[wide]);
  }
  settle();
  copy_until(cuts.count);
  begin_.resize(begin_.size() + kTokenRoom);
  end_.resize(end_.size() + kTokenRoom);
}

// `wide`: where it is first beyond ASCII.
void WideWords::add(std::size_t token, std::size_t wide) {
  const std::size_t begin = cuts_->begin[token], end = cuts_->end[token];
  const std::string_view raw = chunk_.substr(begin, end - begin);
  const auto make_room = [&](std::size_t bytes) {
    if (plain_.size + bytes > kMostTokenised || mac_.size + bytes > kMostTokenised) settle();
  };
  if (may_be_utf8(raw.substr(wide - begin)) && is_utf8(raw)) {
    utf8_.clear();
    fold_into(utf8_, raw, Encoding::kUtf8);
    make_room(utf8_.size());
    utf8_.copy(plain_.text.data() + plain_.size, utf8_.size());
    plain_.size += utf8_.size();
  } else {
    make_room((raw.size() + 1) * kMostOfOneByte);
    const BothPages ends = fold_in_both_pages(raw, {plain_.text.data() + plain_.size, mac_.text.data() + mac_.size});
    plain_.size = static_cast<std::size_t>(ends.windows - plain_.text.data());
    mac_.size = static_cast<std::size_t>(ends.mac - mac_.text.data());
  }
  runs_.push_back({token, plain_.size, mac_.size, {}, {}, false});
}

void WideWords::settle() {
  plain_.classify(way_, index_);
  mac_.classify(way_, index_);
  find_words();
  choose_pages();
  const std::size_t plain_at = folded_.size(), mac_at = plain_at + plain_.size;
  folded_.append(plain_.text.data(), plain_.size);
  folded_.append(mac_.text.data(), mac_.size);
  for (const Run& run : runs_) {
    copy_until(run.token);
    copied_ = run.token + 1;
    if (run.is_mac)
      take(mac_, run.mac, run.token, mac_at);
    else
      take(plain_, run.plain, run.token, plain_at);
  }
  runs_.clear();
  plain_.size = mac_.size = 0;
}

void WideWords::find_words() {
  std::size_t plain = 0, mac = 0;
  const auto up_to = [](const Cuts& cuts, std::size_t end, std::size_t& at) {
    const std::size_t from = at;
    while (at < cuts.count && cuts.begin[at] < end) ++at;
    return Span{from, at};
  };
  for (Run& run : runs_) {
    run.plain = up_to(plain_.cuts, run.plain_end, plain);
    run.mac = up_to(mac_.cuts, run.mac_end, mac);
  }
}

// A byte that Mac Roman has as a letter of the roll's tells nothing by itself.
bool WideWords::is_lone_letter(const Run& run) const {
  if (cuts_->end[run.token] - cuts_->begin[run.token] != 1 || run.mac.to - run.mac.from != 1) return false;
  const std::uint8_t its_class = mac_.classes[run.mac.from];
  return (its_class & kSingle) != 0 && (its_class & kNameClass) != 0;
}

// A lone letter is read as what is not ASCII behind it: “Ó Súilleabháin”.
void WideWords::choose_pages() {
  for (std::size_t i = runs_.size(); i-- > 0;) {
    Run& run = runs_[i];
    const std::size_t known = known_letters(mac_, run.mac);
    run.is_mac = known > 0 && known > known_letters(plain_, run.plain);
    const bool near = i + 1 < runs_.size() && cuts_->begin[runs_[i + 1].token] - cuts_->end[run.token] < kLongestToken;
    if (!run.is_mac && near && runs_[i + 1].is_mac) run.is_mac = is_lone_letter(run);
  }
}

void WideWords::copy_until(std::size_t token) {
  if (token == copied_) return;
  const auto part = [&](const std::vector<std::uint32_t>& from, std::vector<std::uint32_t>& to) {
    to.insert(to.end(), from.begin() + static_cast<std::ptrdiff_t>(copied_),
              from.begin() + static_cast<std::ptrdiff_t>(token));
  };
  part(cuts_->begin, begin_);
  part(cuts_->end, end_);
  copied_ = token;
}

void WideWords::take(const Reading& reading, Span words, std::size_t token, std::size_t place) {
  if (place_.size() < begin_.size() + words.to - words.from) place_.resize(2 * (begin_.size() + words.to - words.from));
  for (std::size_t i = words.from; i < words.to; ++i) {
    const auto its_class = static_cast<std::uint8_t>(reading.classes[i] | kUnfolded | kUpper);
    words_.push_back({static_cast<std::uint32_t>(begin_.size()), reading.words[i], its_class});
    place_[begin_.size()] = static_cast<std::uint32_t>(place + reading.cuts.begin[i]);
    begin_.push_back(cuts_->begin[token]);
    end_.push_back(cuts_->end[token]);
  }
}

void WideWords::lay_over(std::uint8_t* classes, std::uint32_t* words) const {
  for (const Word& one : words_) {
    classes[one.token] = one.its_class;
    words[one.token] = one.word;
  }
}

std::string_view WideWords::text(std::size_t token) const {
  const std::size_t place = place_[token];
  return std::string_view(folded_).substr(place, folded_.find(' ', place) - place);
}

}  // namespace tipstaff::match
