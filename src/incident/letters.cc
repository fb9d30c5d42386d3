#include "incident/letters.h"

#include <fmt/format.h>

#include <kainjow/mustache.hpp>

#include "incident/letter_parts.h"
#include "incident/texts.h"

namespace tipstaff::incident {
namespace {

using kainjow::mustache::data;

constexpr FieldSet kName = {Field::kSurname, Field::kForenames};

std::string_view explained(Field field) {
  switch (field) {
    case Field::kSurname:
      return "Your surname.";
    case Field::kForenames:
      return "Your forenames.";
    case Field::kRank:
      return "Your rank or grade, which says what kind of post you hold.";
    case Field::kUnit:
      return "Your unit or team, which says what work you do.";
    case Field::kLocation:
      return "Your place of work, which says where you can be found on duty.";
    case Field::kWarrantNumber:
      return "Your warrant or staff number, which is printed on your card and identifies you at work.";
    case Field::kPayNumber:
      return "Your pay number, which payroll uses to tell you from others.";
    case Field::kVettingLevel:
      return "Your vetting level, which says what you may be trusted with; not the vetting file itself.";
    case Field::kPhoto:
      return "Your photograph, as taken for your card.";
    case Field::kEmail:
      return "Your work e-mail address.";
  }
  return "A further detail.";
}

data explained_list(FieldSet fields) {
  data out{data::type::list};
  if (fields.contains(kName)) {
    out << data{std::string("Your name: surname and forenames.")};
    fields = fields.minus(kName);
  }
  for (const Field field : fields.list()) out << data{std::string(explained(field))};
  return out;
}

data as_list(const std::vector<std::string>& sentences) {
  data out{data::type::list};
  for (const std::string& sentence : sentences) out << data{sentence};
  return out;
}

std::vector<std::string> actions(FieldSet fields) {
  std::vector<std::string> out{
      "Be wary of calls, messages and visitors that seem to know you. Nobody who is entitled to them will ask you for "
      "a "
      "password, a code or bank details, and knowing your details proves nothing."};
  if (fields.has(Field::kPhoto))
    out.emplace_back(
        "Look at who can see your social media accounts, and take down pictures that tie your face to your family, "
        "your home or your car.");
  if (fields.has(Field::kWarrantNumber))
    out.emplace_back(
        "If somebody tells you, or a member of the public, that your number has been quoted, report it at once.");
  if (fields.has(Field::kPayNumber))
    out.emplace_back(
        "Check your next payslips. Payroll will change bank details only after speaking to you in person.");
  if (fields.has(Field::kVettingLevel))
    out.emplace_back(
        "If anyone shows an unusual interest in your work, offers you money or puts pressure on you, tell "
        "professional standards or the vetting unit, however small it seems.");
  if (fields.has(Field::kEmail))
    out.emplace_back(
        "Do not open links or attachments in mail that you did not expect; forward it to your security team.");
  out.emplace_back(
      "If you are approached, followed or photographed, or feel unsafe: in danger ring 999; otherwise tell your "
      "supervisor and our data protection officer the same day, with time, place and what was said.");
  out.emplace_back(
      "Report attempts at fraud to Report Fraud, telephone 0300 123 2040; in Scotland to Police Scotland on 101.");
  out.emplace_back("Please do not look for the data yourself, and do not pass it on if you are offered it: tell us.");
  return out;
}

}  // namespace

std::vector<std::string> consequences(FieldSet fields) {
  std::vector<std::string> out;
  const bool named = fields.has(Field::kSurname);
  if (named && fields.has(Field::kPhoto))
    out.emplace_back(
        "Name and photograph together let somebody recognise a person as working for the police, on duty or off, and "
        "search for that person elsewhere.");
  else if (fields.has(Field::kPhoto))
    out.emplace_back("A photograph lets somebody recognise a person as working for the police, even without a name.");
  else if (named)
    out.emplace_back("A name on our roll confirms that this person works for the police.");
  if (fields.has(Field::kWarrantNumber))
    out.emplace_back(
        named ? "A warrant or staff number with its name lets somebody pretend to be that person, or sound genuine to "
                "the public and to colleagues. It opens no account and no door by itself."
              : "A warrant or staff number can be quoted to sound genuine. It opens no account and no door by itself.");
  if (fields.has(Field::kPhoto) && fields.has(Field::kWarrantNumber))
    out.emplace_back("Photograph and number together could be used to make a false card that looks right at a glance.");
  if (fields.has(Field::kUnit) || fields.has(Field::kLocation))
    out.emplace_back(
        "A unit or place of work tells somebody where to wait for, or write to, the people who work there.");
  if (fields.has(Field::kRank) && !(fields & kName).empty())
    out.emplace_back("A rank with a name makes a deceiving message more believable.");
  if (fields.has(Field::kPayNumber))
    out.emplace_back("A pay number could be used to try to deceive payroll into changing somebody's bank details.");
  if (fields.has(Field::kVettingLevel))
    out.emplace_back(
        "A vetting level tells those who look for people with access to sensitive work whom to approach or press.");
  if (fields.has(Field::kEmail))
    out.emplace_back("A work e-mail address invites deceiving mail that is aimed at one person.");
  if (out.empty()) out.emplace_back("By itself this says little, but it can make a deceiving message more believable.");
  return out;
}

std::string letter_body(const LetterFacts& facts, FieldSet certain, FieldSet possible, bool supplement) {
  // What the certain details alone allow is said once, without an if.
  const std::vector<std::string> sure = certain.empty() ? std::vector<std::string>() : consequences(certain);
  std::vector<std::string> further;
  if (!possible.empty())
    for (std::string& sentence : consequences(certain | possible))
      if (std::find(sure.begin(), sure.end(), sentence) == sure.end()) further.push_back(std::move(sentence));
  data values;
  values.set("incident", facts.incident);
  values.set("what_happened", facts.what_happened);
  values.set("when", facts.when);
  values.set("measures", facts.measures);
  values.set("contact", facts.contact);
  if (!facts.advice.empty()) values.set("advice", facts.advice);
  values.set("supplement", supplement ? data::type::bool_true : data::type::bool_false);
  values.set("has_certain", certain.empty() ? data::type::bool_false : data::type::bool_true);
  values.set("has_possible", possible.empty() ? data::type::bool_false : data::type::bool_true);
  values.set("certain", explained_list(certain));
  values.set("possible", explained_list(possible));
  values.set("certain_means", as_list(sure));
  values.set("has_possible_means", further.empty() ? data::type::bool_false : data::type::bool_true);
  values.set("possible_means", as_list(further));
  values.set("actions", as_list(actions(certain | possible)));
  return fill_text("notice", values);
}

std::vector<Block> blocks_of(std::string_view text) {
  std::vector<Block> out;
  bool fresh = true;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (line.empty()) {
      fresh = true;
    } else if (line.starts_with("# ")) {
      out.push_back({Block::kHeading, std::string(line.substr(2))});
      fresh = true;
    } else if (line.starts_with("- ")) {
      out.push_back({Block::kPoint, std::string(line.substr(2))});
      fresh = true;
    } else {
      if (fresh)
        out.push_back({Block::kParagraph, std::string(line)});
      else
        (out.back().text += ' ') += line;
      fresh = false;
    }
  }
  return out;
}

LetterWriter::LetterWriter(LetterFacts facts) : desk_(std::make_unique<Desk>(std::move(facts))) {}
LetterWriter::~LetterWriter() = default;

const std::vector<Block>& LetterWriter::Desk::body(const Addressee& to) {
  const std::array<std::uint32_t, 3> key{to.certain.bits(), to.possible.bits(), to.supplement ? 1U : 0U};
  const auto found = bodies.find(key);
  if (found != bodies.end()) return found->second;
  return bodies.emplace(key, blocks_of(letter_body(facts, to.certain, to.possible, to.supplement))).first->second;
}

Result<Plaintext> LetterWriter::pdf(const Addressee& to) {
  return draw_letter(desk_->typesetter, desk_->facts, desk_->body(to), to);
}

Result<Plaintext> LetterWriter::mail(const Addressee& to, std::string_view message_id) {
  return write_mail(desk_->facts, desk_->body(to), to, message_id);
}

}  // namespace tipstaff::incident
