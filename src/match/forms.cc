#include "match/forms.h"

#include <algorithm>
#include <array>

#include "match/fold.h"

namespace tipstaff::match {
namespace {

using Words = std::vector<std::string>;

constexpr std::array<std::string_view, 26> kParticles = {"van", "von", "de",  "der",  "den", "del", "della", "di", "da",
                                                         "do",  "dos", "du",  "la",   "le",  "lo",  "ap",    "ab", "al",
                                                         "el",  "bin", "ibn", "bint", "ter", "ten", "y",     "af"};

bool is_particle(std::string_view word) { return std::ranges::find(kParticles, word) != kParticles.end(); }

void add(std::vector<Words>& out, Words words) {
  if (!words.empty() && std::ranges::find(out, words) == out.end()) out.push_back(std::move(words));
}

std::string joined(const Words& words) {
  std::string out;
  for (const std::string& word : words) out += word;
  return out;
}

// ä, ö, ü, å, ø written out, as machines without them do.
std::string spelt_out(std::string_view text) {
  constexpr std::array<std::pair<std::string_view, std::string_view>, 10> kSpelt = {{{"ä", "ae"},
                                                                                     {"ö", "oe"},
                                                                                     {"ü", "ue"},
                                                                                     {"Ä", "Ae"},
                                                                                     {"Ö", "Oe"},
                                                                                     {"Ü", "Ue"},
                                                                                     {"å", "aa"},
                                                                                     {"Å", "Aa"},
                                                                                     {"ø", "oe"},
                                                                                     {"Ø", "Oe"}}};
  std::string out(text);
  for (const auto& [letter, plain] : kSpelt)
    for (std::size_t at = out.find(letter); at != std::string::npos; at = out.find(letter, at + plain.size()))
      out.replace(at, letter.size(), plain);
  return out;
}

// Each neighbour of two joined or not: “byrne o reilly”, “byrneo reilly”, “byrne oreilly”, “byrneoreilly”.
void add_joined(std::vector<Words>& out, const Words& words) {
  constexpr std::size_t kMost = 5;  // words: 16 ways
  if (words.size() > kMost) return add(out, {joined(words)});
  for (unsigned joins = 1; joins < 1U << (words.size() - 1); ++joins) {
    Words some{words.front()};
    for (std::size_t i = 1; i < words.size(); ++i) {
      if ((joins >> (i - 1) & 1U) != 0)
        some.back() += words[i];
      else
        some.push_back(words[i]);
    }
    add(out, std::move(some));
  }
}

void add_spellings(std::vector<Words>& out, const Words& words) {
  add(out, words);
  add_joined(out, words);
  Words core = words;
  while (core.size() > 1 && is_particle(core.front())) core.erase(core.begin());
  if (core.size() < words.size() && joined(core).size() > 2) add(out, core);
  const std::string whole = joined(words);
  std::string rest;
  if (whole.starts_with("mac") && whole.size() >= 6)
    rest = whole.substr(3);
  else if (whole.starts_with("mc") && whole.size() >= 5)
    rest = whole.substr(2);
  if (rest.empty()) return;
  for (const char* beginning : {"mc", "mac"}) {
    add(out, {beginning + rest});
    add(out, {beginning, rest});
  }
}

std::string upper(std::string_view text) {
  std::string out(text);
  for (char& c : out)
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 32);
  return out;
}

std::string replaced(std::string text, std::string_view what, std::string_view with) {
  for (std::size_t at = text.find(what); at != std::string::npos; at = text.find(what, at + with.size()))
    text.replace(at, what.size(), with);
  return text;
}

// As given, and as programs and people write it otherwise.
std::vector<std::string> surnames_as_written(std::string_view surname) {
  std::vector<std::string> out{std::string(surname)};
  const auto more = [&](std::string form) {
    if (std::ranges::find(out, form) == out.end()) out.push_back(std::move(form));
  };
  const std::string plain = replaced(std::string(surname), "’", "'");
  if (plain.find('-') != std::string::npos) {
    more(replaced(plain, "-", " "));
    more(replaced(plain, "-", ""));
    more(replaced(plain, "-", "‐"));
  }
  if (plain.find('\'') != std::string::npos)
    for (const char* shape : {"'", "’", "‘", "ʼ", "`", "´", "", " "}) more(replaced(plain, "'", shape));
  std::string folded;  // without diacritics, hyphens and apostrophes as they were
  for (std::size_t at = 0; at < plain.size();) {
    const std::size_t end = std::min(plain.find_first_of(" -'", at), plain.size());
    Words words = words_of(std::string_view(plain).substr(at, end - at));
    for (std::string& word : words)
      if (!word.empty()) folded += upper(word.substr(0, 1)) + word.substr(1);
    if (end < plain.size()) folded += plain[end];
    at = end + 1;
  }
  more(folded);
  return out;
}

}  // namespace

NameParts parts_of(std::string_view surname, std::string_view forenames) {
  NameParts out;
  add_spellings(out.surnames, words_of(surname));
  if (const std::string spelt = spelt_out(surname); spelt != surname) add_spellings(out.surnames, words_of(spelt));
  for (const std::string& spelling : {std::string(forenames), spelt_out(forenames)})
    if (Words words = words_of(spelling); !words.empty()) add(out.forenames, std::move(words));
  return out;
}

std::string same_surname(const Words& words) {
  std::string out = joined(words);
  make_same_surname(out);
  return out;
}

void make_same_surname(std::string& joined) {
  if (joined.starts_with("mac") && joined.size() >= 6) joined.erase(1, 1);
}

std::vector<std::string> written_forms(std::string_view surname, std::string_view forenames) {
  std::vector<std::string> out;
  const Words folded = words_of(forenames);
  const std::string given(forenames.substr(0, forenames.find(' ')));
  if (surname.empty() || folded.empty()) return out;
  const std::string f = upper(folded.front().substr(0, 1));
  for (const std::string& s : surnames_as_written(surname)) {
    for (std::string form :
         {given + " " + s, s + ", " + given, s + "," + given, upper(s) + " " + f, s + ", " + f + ".", f + ". " + s,
          f + " " + s, upper(s) + ", " + upper(given), s + " " + given, upper(given) + " " + upper(s)})
      if (std::ranges::find(out, form) == out.end()) out.push_back(std::move(form));
    if (folded.size() > 1) {
      const std::string m = upper(folded[1].substr(0, 1));
      out.push_back(s + ", " + f + "." + m + ".");
      out.push_back(f + ". " + m + ". " + s);
      out.push_back(upper(s) + " " + f + m);
    }
  }
  const std::string mail = joined(words_of(surname));
  out.push_back(folded.front().substr(0, 1) + "." + mail + "@");
  out.push_back(folded.front() + "." + mail + "@");
  return out;
}

}  // namespace tipstaff::match
