// One pass over each text: a filter of the first four letters tells where a value may begin, a table of the first eight
// bytes where a digest may. What looks encoded (percent, JSON's escapes, base64, hexadecimal) is undone and passed over
// in turn, to kDeepest.
#include "site/leaks.h"

#include <fmt/format.h>

#include <array>
#include <bitset>
#include <unordered_map>

#include "base/bytes.h"
#include "base/text.h"
#include "site/har_body.h"
#include "site/leak_forms.h"
#include "site/packing.h"
#include "site/request.h"

namespace tipstaff::site {
namespace {

constexpr int kDeepest = 5;
constexpr std::size_t kShortestRun = 6;  // of base64 or hexadecimal digits

char folded(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }
bool is_word(char c) {
  return (c >= '0' && c <= '9') || (folded(c) >= 'a' && folded(c) <= 'z') || static_cast<unsigned char>(c) >= 0x80;
}
int hex_value(char c) {
  return c >= '0' && c <= '9' ? c - '0' : folded(c) >= 'a' && folded(c) <= 'f' ? folded(c) - 'a' + 10 : -1;
}
bool is_base64(char c) {
  return (c >= '0' && c <= '9') || (folded(c) >= 'a' && folded(c) <= 'z') || c == '+' || c == '/' || c == '-' ||
         c == '_';
}

unsigned first_four(std::string_view text) {  // a hash of 16 bits
  unsigned out = 0;
  for (std::size_t i = 0; i < 4; ++i) out = out * 0x9e3779b1U + static_cast<unsigned char>(folded(text[i]));
  return (out ^ (out >> 16)) & 0xffffU;
}

std::uint64_t first_eight(std::string_view bytes) { return get_u64(as_bytes(bytes).data()); }

// Base64 and base64url, from any place in a run; a rest of bits that fills no byte is dropped.
std::string from_run(std::string_view run) {
  static constexpr std::string_view kDigits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  static const auto kValues = [] {
    std::array<std::uint8_t, 256> out{};
    for (std::size_t i = 0; i < kDigits.size(); ++i)
      out[static_cast<unsigned char>(kDigits[i])] = static_cast<std::uint8_t>(i);
    out['-'] = 62;
    out['_'] = 63;
    return out;
  }();
  std::string out;
  out.reserve(run.size() * 3 / 4);
  std::uint32_t bits = 0;
  int held = 0;
  for (const char c : run) {
    bits = bits << 6 | kValues[static_cast<unsigned char>(c)];
    held += 6;
    if (held < 8) continue;
    held -= 8;
    out += static_cast<char>(bits >> held & 0xffU);
  }
  return out;
}

std::string from_hex_run(std::string_view run) {
  std::string out;
  out.reserve(run.size() / 2);
  for (std::size_t i = 0; i + 1 < run.size(); i += 2)
    out += static_cast<char>(hex_value(run[i]) * 16 + hex_value(run[i + 1]));
  return out;
}

// \u0040 and \/ as JSON has them.
std::string unescaped(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '\\' || i + 1 >= text.size()) {
      out += text[i];
      continue;
    }
    const char kind = text[++i];
    unsigned unit = 0;
    bool four = kind == 'u' && i + 4 < text.size();
    for (std::size_t k = 1; four && k <= 4; ++k) {
      const int digit = hex_value(text[i + k]);
      four = digit >= 0;
      unit = unit * 16 + static_cast<unsigned>(digit);
    }
    if (four && unit < 0x80) {
      out += static_cast<char>(unit);
      i += 4;
    } else {
      out += kind == 'n' ? '\n' : kind == 't' ? '\t' : kind;
    }
  }
  return out;
}

// Only printable text or a digest is worth going on with.
bool is_promising(std::string_view bytes) {
  if (bytes.size() < 4) return false;
  std::size_t odd = 0;
  const std::string_view start = bytes.substr(0, 256);
  for (const char c : start) odd += static_cast<unsigned char>(c) < 0x20 && c != '\n' && c != '\r' && c != '\t' ? 1 : 0;
  return odd * 8 <= start.size();
}

}  // namespace

struct LookFor::Impl {
  struct Text {
    std::string folded;
    std::uint32_t wanted;
    std::string_view how;
  };
  struct Digest {
    std::string digest, how;
    std::uint32_t wanted;
  };
  std::vector<Wanted> wanted;
  std::vector<Text> texts;
  std::unordered_multimap<unsigned, std::uint32_t> by_four;
  std::bitset<65'536> fours;
  std::vector<Digest> digests;
  std::unordered_multimap<std::uint64_t, std::uint32_t> by_eight;
  std::bitset<65'536> eights;

  explicit Impl(std::vector<Wanted> list) : wanted(std::move(list)) {
    for (std::uint32_t i = 0; i < wanted.size(); ++i) {
      if (wanted[i].value.size() < kShortestWanted) continue;
      for (const NormalForm& form : normal_forms(wanted[i].value)) add_text(form, i);
      for (DigestForm& form : digest_forms(wanted[i].value)) {
        const std::uint64_t key = first_eight(form.digest);
        by_eight.emplace(key, static_cast<std::uint32_t>(digests.size()));
        eights.set(key >> 48);
        digests.push_back({std::move(form.digest), std::move(form.how), i});
      }
    }
  }
  void add_text(const NormalForm& form, std::uint32_t of) {
    std::string plain = lower(form.text);
    if (plain.size() < kShortestWanted) return;
    for (const Text& each : texts)
      if (each.wanted == of && each.folded == plain) return;
    by_four.emplace(first_four(plain), static_cast<std::uint32_t>(texts.size()));
    fours.set(first_four(plain));
    texts.push_back({std::move(plain), of,
                     form.how == "in lower case" || form.how == "in upper case" || form.how == "trimmed"
                         ? std::string_view()
                         : form.how});
  }

  class Search;
};

class LookFor::Impl::Search {
 public:
  Search(const Impl& impl, std::vector<Found>& out) : impl_(impl), out_(out) {}

  void look(std::string_view text, const std::string& where, const std::string& how, int depth) {
    if (depth > kDeepest || text.size() < kShortestWanted || !whole()) return;
    scanned_ += text.size();
    texts(text, where, how);
    raw_digests(text, where, how);
    runs(text, where, how, depth);
    if (text.find('%') != std::string_view::npos) {
      const std::string undone = percent_decoded(text, false);
      if (undone != text) look(undone, where, within(how, "percent"), depth + 1);
    }
    if (text.find('\\') != std::string_view::npos) look(unescaped(text), where, how, depth + 1);
  }
  bool whole() const { return scanned_ <= kMostSearched; }

 private:
  static std::string within(const std::string& how, std::string_view form) {
    return how.find(form) == 0 ? how : fmt::format("{}{}{}", form, how.empty() ? "" : " in ", how);
  }

  void found(std::uint32_t which, const std::string& where, std::string how) {
    for (const Found& each : out_)
      if (each.wanted == which && each.where == where) return;
    out_.push_back({which, where, std::move(how)});
  }

  void texts(std::string_view text, const std::string& where, const std::string& how) {
    for (std::size_t at = 0; at + 4 <= text.size(); ++at) {
      const unsigned key = first_four(text.substr(at, 4));
      if (!impl_.fours.test(key)) continue;
      const auto [begin, end] = impl_.by_four.equal_range(key);
      for (auto each = begin; each != end; ++each) {
        const Text& sought = impl_.texts[each->second];
        const std::size_t size = sought.folded.size();
        if (at + size > text.size() ||
            !std::equal(sought.folded.begin(), sought.folded.end(), text.begin() + static_cast<std::ptrdiff_t>(at),
                        [](char a, char b) { return a == folded(b); }))
          continue;
        const bool alone =
            (at == 0 || !is_word(text[at - 1])) && (at + size == text.size() || !is_word(text[at + size]));
        if (size < kLongWord && !alone) continue;
        std::string said = how.empty() ? "" : "in " + how;
        if (!sought.how.empty()) said = fmt::format("{}{}{}", sought.how, said.empty() ? "" : ", ", said);
        found(sought.wanted, where, said.empty() ? "as it is" : said);
      }
    }
  }

  void digest_at(std::string_view bytes, const std::string& where, const std::string& how) {
    const std::uint64_t key = first_eight(bytes);
    if (!impl_.eights.test(key >> 48)) return;
    const auto [begin, end] = impl_.by_eight.equal_range(key);
    for (auto each = begin; each != end; ++each) {
      const Digest& digest = impl_.digests[each->second];
      if (bytes.starts_with(digest.digest))
        found(digest.wanted, where, how.empty() ? digest.how : fmt::format("{}, in {}", digest.how, how));
    }
  }

  void raw_digests(std::string_view text, const std::string& where, const std::string& how) {
    for (std::size_t at = 0; at + 16 <= text.size(); ++at)
      if (impl_.eights.test(static_cast<std::size_t>(static_cast<unsigned char>(text[at])) << 8 |
                            static_cast<unsigned char>(text[at + 1])))
        digest_at(text.substr(at), where, how);
  }

  void runs(std::string_view text, const std::string& where, const std::string& how, int depth) {
    for (std::size_t at = 0; at < text.size();) {
      if (!is_base64(text[at])) {
        ++at;
        continue;
      }
      std::size_t end = at;
      while (end < text.size() && is_base64(text[end])) ++end;
      const std::string_view run = text.substr(at, end - at);
      if (run.size() >= kShortestRun) {
        hex_runs(run, where, how, depth);
        base64_run(run, where, how, depth);
      }
      at = end;
    }
  }

  void hex_runs(std::string_view run, const std::string& where, const std::string& how, int depth) {
    for (std::size_t at = 0; at < run.size();) {
      std::size_t end = at;
      while (end < run.size() && hex_value(run[end]) >= 0) ++end;
      if (end - at >= 8) {
        // A letter before the digits may itself be one: both alignments.
        for (std::size_t shift = 0; shift < 2; ++shift) {
          const std::string bytes = from_hex_run(run.substr(at + shift, end - at - shift));
          for (std::size_t i = 0; i + 16 <= bytes.size(); ++i) digest_at(std::string_view(bytes).substr(i), where, how);
          if (is_promising(bytes)) look(bytes, where, within(how, "hexadecimal"), depth + 1);
        }
      }
      at = end + 1;
    }
  }

  // A name before the value, or a ‘/’ or ‘-’ between two, may belong to the run: from each such mark, and at each of
  // the four alignments.
  void base64_run(std::string_view run, const std::string& where, const std::string& how, int depth) {
    std::size_t begins = 0;
    for (std::size_t at = 0; at + kShortestRun <= run.size() && begins < 24 && whole(); ++at) {
      const bool mark = at == 0 || run[at - 1] == '/' || run[at - 1] == '-' || run[at - 1] == '_' || run[at - 1] == '+';
      if (!mark && at > 3) continue;
      ++begins;
      const std::string bytes = from_run(run.substr(at));
      scanned_ += bytes.size();
      if (is_promising(bytes))
        look(bytes, where, within(how, "base64"), depth + 1);
      else if (bytes.size() >= 16 && bytes.size() <= 4096)
        raw_digests(bytes, where, within(how, "base64"));
      if (const auto packing = packing_of(bytes))
        if (const auto out = unpacked(bytes, *packing, kLargestBody))
          look(*out, where, within(how, "packed, in base64"), depth + 1);
    }
  }

  const Impl& impl_;
  std::vector<Found>& out_;
  std::size_t scanned_ = 0;
};

LookFor::LookFor(std::vector<Wanted> wanted) : impl_(std::make_unique<Impl>(std::move(wanted))) {}
LookFor::LookFor(LookFor&&) noexcept = default;
LookFor& LookFor::operator=(LookFor&&) noexcept = default;
LookFor::~LookFor() = default;

bool LookFor::empty() const { return impl_->texts.empty(); }

std::vector<Found> LookFor::in_bytes(std::string_view bytes, std::string_view where) const {
  std::vector<Found> out;
  if (!empty()) Impl::Search(*impl_, out).look(bytes, std::string(where), "", 0);
  return out;
}

std::vector<Found> LookFor::in(const Exchange& exchange, bool* whole) const {
  std::vector<Found> out;
  if (empty()) return out;
  Impl::Search search(*impl_, out);
  const auto look = [&](std::string_view text, const std::string& where) { search.look(text, where, "", 0); };
  look(exchange.url, "address");
  if (const auto url = parse_url(exchange.url))
    for (const auto& [name, value] : parameters(url->query)) look(value, "address");
  for (const Header& each : exchange.headers) {
    const std::string name = lower(each.name);
    look(each.value, name == "cookie" ? "cookie" : name == "referer" ? "Referer" : "header " + each.name);
  }
  const auto request = take_apart(exchange);
  if (!request) return out;
  look(request->body, "body");
  for (const auto& [name, value] : request->form) {
    look(name, "body");
    look(value, "body");
  }
  if (exchange.body.state == BodyState::kWhole && exchange.body.bytes.size() < 65'536)
    if (const auto raw = unpacked(exchange.body.bytes, Packing::kDeflate, kLargestBody)) look(*raw, "body");
  for (std::size_t i = 0; i < request->frames.size(); ++i) look(request->frames[i], fmt::format("frame {}", i + 1));
  if (whole != nullptr) *whole = search.whole();
  return out;
}

}  // namespace tipstaff::site
