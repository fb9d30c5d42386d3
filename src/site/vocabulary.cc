#include "site/vocabulary.h"

#include <array>

#include "site/url.h"

namespace tipstaff::site {
namespace {

// Sources of the choice: the notifiable offence list's headings and the “report” and “advice” sections of police.uk
// sites.
constexpr std::array kWords = std::to_array<KnownWord>({
    {"rape", About::kCrime},
    {"raped", About::kCrime},
    {"rapist", About::kCrime},
    {"sexual assault", About::kCrime},
    {"sexually assaulted", About::kCrime},
    {"sexual abuse", About::kCrime},
    {"sexual offence", About::kCrime},
    {"sexual violence", About::kCrime},
    {"sex offender", About::kCrime},
    {"indecent exposure", About::kCrime},
    {"indecent images", About::kCrime},
    {"revenge porn", About::kCrime},
    {"intimate images", About::kCrime},
    {"upskirting", About::kCrime},
    {"grooming", About::kCrime},
    {"incest", About::kCrime},
    {"spiking", About::kCrime},
    {"drink spiking", About::kCrime},
    {"child abuse", About::kCrime},
    {"child sexual exploitation", About::kCrime},
    {"child exploitation", About::kCrime},
    {"county lines", About::kCrime},
    {"domestic abuse", About::kCrime},
    {"domestic violence", About::kCrime},
    {"coercive control", About::kCrime},
    {"controlling behaviour", About::kCrime},
    {"honour based abuse", About::kCrime},
    {"honour based violence", About::kCrime},
    {"forced marriage", About::kCrime},
    {"female genital mutilation", About::kCrime},
    {"fgm", About::kCrime},
    {"stalking", About::kCrime},
    {"stalker", About::kCrime},
    {"harassment", About::kCrime},
    {"hate crime", About::kCrime},
    {"racist incident", About::kCrime},
    {"homophobic", About::kCrime},
    {"transphobic", About::kCrime},
    {"modern slavery", About::kCrime},
    {"human trafficking", About::kCrime},
    {"trafficking", About::kCrime},
    {"kidnap", About::kCrime},
    {"murder", About::kCrime},
    {"manslaughter", About::kCrime},
    {"homicide", About::kCrime},
    {"assault", About::kCrime},
    {"knife crime", About::kCrime},
    {"stabbing", About::kCrime},
    {"robbery", About::kCrime},
    {"mugging", About::kCrime},
    {"burglary", About::kCrime},
    {"theft", About::kCrime},
    {"stolen", About::kCrime},
    {"shoplifting", About::kCrime},
    {"fraud", About::kCrime},
    {"scam", About::kCrime},
    {"blackmail", About::kCrime},
    {"sextortion", About::kCrime},
    {"extortion", About::kCrime},
    {"arson", About::kCrime},
    {"criminal damage", About::kCrime},
    {"drug dealing", About::kCrime},
    {"terrorism", About::kCrime},
    {"extremism", About::kCrime},
    {"antisocial behaviour", About::kCrime},
    {"anti social behaviour", About::kCrime},
    {"elder abuse", About::kCrime},
    {"report a crime", About::kCrime},
    {"report crime", About::kCrime},
    {"report an incident", About::kCrime},
    {"crimestoppers", About::kCrime},
    {"clare s law", About::kCrime},
    {"clares law", About::kCrime},
    {"sarah s law", About::kCrime},
    {"sarahs law", About::kCrime},
    {"complain about the police", About::kCrime},
    {"victim", About::kVictims},
    {"survivor", About::kVictims},
    {"witness", About::kVictims},
    {"bereaved", About::kVictims},
    {"missing person", About::kVictims},
    {"safeguarding", About::kVictims},
    {"refuge", About::kVictims},
    {"sarc", About::kVictims},
    {"vulnerable adult", About::kVictims},
    {"mental health", About::kHealth},
    {"suicide", About::kHealth},
    {"suicidal", About::kHealth},
    {"self harm", About::kHealth},
    {"addiction", About::kHealth},
    {"pregnancy", About::kHealth},
    {"abortion", About::kHealth},
    {"hiv", About::kHealth},
    {"dementia", About::kHealth},
    {"counselling", About::kHealth},
    {"career", About::kRecruitment},
    {"recruitment", About::kRecruitment},
    {"vacancy", About::kRecruitment},
    {"vacancies", About::kRecruitment},
    {"job", About::kRecruitment},
    {"join us", About::kRecruitment},
    {"join the police", About::kRecruitment},
    {"apprenticeship", About::kRecruitment},
});

bool is_letter(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || static_cast<unsigned char>(c) >= 0x80;
}

}  // namespace

std::span<const KnownWord> vocabulary() { return kWords; }

std::string folded_words(std::string_view text) {
  std::string out = " ";
  char before = ' ';
  for (const char raw : percent_decoded(percent_decoded(text, true), false)) {
    const char c = raw >= 'A' && raw <= 'Z' ? static_cast<char>(raw + 32) : raw;
    const bool hump = raw >= 'A' && raw <= 'Z' && before >= 'a' && before <= 'z';  // reportRape
    before = raw;
    if (hump && out.back() != ' ') out += ' ';
    if (is_letter(c))
      out += c;
    else if (out.back() != ' ')
      out += ' ';
  }
  if (out.back() != ' ') out += ' ';
  return out;
}

bool holds_word(std::string_view words, std::string_view word) {
  for (std::size_t at = words.find(word); at != std::string_view::npos; at = words.find(word, at + 1)) {
    if (at == 0 || words[at - 1] != ' ') continue;
    const std::string_view after = words.substr(at + word.size());
    if (after.starts_with(' ') || after.starts_with("s ") || after.starts_with("es ")) return true;
  }
  return false;
}

}  // namespace tipstaff::site
