#include "incident/report.h"

#include <fmt/format.h>

#include <boost/json.hpp>
#include <kainjow/mustache.hpp>

#include "incident/letters.h"
#include "incident/texts.h"

namespace tipstaff::incident {
namespace {

using kainjow::mustache::data;

std::string or_blank(const std::string& words) { return words.empty() ? "to be completed" : words; }

bool is_late(const Incident& incident, const ReportFacts& facts) {
  return facts.now > incident.discovered + kReportWithin;
}

std::string late_words(const Incident& incident, const ReportFacts& facts) {
  if (!is_late(incident, facts)) return "no";
  return "yes; " + (facts.why_late.empty() ? "the reason must be given (UK GDPR article 33(1)): to be completed"
                                           : facts.why_late);
}

std::string consequence_words(const Counts& counts) {
  std::string out;
  for (const std::string& sentence : consequences(exposed_fields(counts))) (out += out.empty() ? "" : " ") += sentence;
  return out;
}

// A proposal: what raises the risk is a face with its name, vetting and whereabouts.
std::string likelihood(const Counts& counts) {
  const FieldSet fields = exposed_fields(counts);
  if (counts.certain + counts.possible == 0) return "unlikely: nobody's data is certain or possible to be exposed";
  const bool grave = fields.has(Field::kVettingLevel) || (fields.has(Field::kPhoto) && fields.has(Field::kSurname));
  if (counts.certain == 0)
    return grave ? "possible: exposure cannot be ruled out, and the kinds of data are grave" : "possible";
  return grave ? "likely: the kinds of data allow people to be recognised or approached" : "possible";
}

std::string told_words(const Incident& incident) {
  if (!incident.notify_decided) return "not decided yet (UK GDPR article 34)";
  return incident.notify ? "yes: decided, each person concerned is written to with his or her own list"
                         : "no: decided against; reason on record";
}

std::string joined(const std::vector<std::string>& words) {
  std::string out;
  for (const std::string& word : words) (out += out.empty() ? "" : ", ") += word;
  return out;
}

data by_field(const Counts& counts) {
  data out{data::type::list};
  for (const Field field : exposed_fields(counts).list()) {
    data row;
    row.set("label", std::string(field_label(field)));
    row.set("count", std::to_string(counts.by_field[static_cast<std::size_t>(field)]));
    out << row;
  }
  return out;
}

data::type flag(bool value) { return value ? data::type::bool_true : data::type::bool_false; }

data common_values(const Incident& incident, const Counts& counts, const ReportFacts& facts) {
  const std::uint64_t affected = counts.certain + counts.possible;
  data out;
  out.set("kind", facts.follow_up ? "Follow-up" : "Initial");
  out.set("force", facts.force);
  out.set("incident", incident.name);
  out.set("contact", or_blank(facts.contact));
  out.set("what_happened", or_blank(facts.what_happened));
  out.set("measures", or_blank(facts.measures));
  out.set("found_by", or_blank(incident.found_by));
  out.set("discovered", to_plain_english(incident.discovered));
  out.set("occurred", incident.scopes.empty() ? "not known" : scope_in_words(incident.scopes.back()));
  out.set("when", incident.scopes.empty() ? "" : scope_in_words(incident.scopes.back()));
  out.set("fields", plain_list(exposed_fields(counts)));
  out.set("certain", std::to_string(counts.certain));
  out.set("possible", std::to_string(counts.possible));
  out.set("excluded", std::to_string(counts.excluded));
  out.set("affected", std::to_string(affected));
  out.set("records", std::to_string(affected));
  out.set("population", std::to_string(affected + counts.excluded));
  out.set("by_field", by_field(counts));
  out.set("consequences", consequence_words(counts));
  out.set("record_began", to_plain_english(facts.record_began));
  return out;
}

boost::json::object common_json(const Incident& incident, const Counts& counts, const ReportFacts& facts) {
  boost::json::object fields;
  for (const Field field : exposed_fields(counts).list())
    fields[field_name(field)] = counts.by_field[static_cast<std::size_t>(field)];
  boost::json::object out;
  out["draft"] = true;
  out["report"] = facts.follow_up ? "follow-up" : "initial";
  out["organisation"] = facts.force;
  out["reference"] = incident.name;
  out["what_happened"] = facts.what_happened;
  out["how_found"] = incident.found_by;
  out["discovered_at"] = to_rfc3339(incident.discovered);
  if (!incident.scopes.empty()) {
    const ScopeVersion& scope = incident.scopes.back();
    out["occurred_from"] = scope.from == kDawn ? boost::json::value() : boost::json::value(to_rfc3339(scope.from));
    out["occurred_to"] = scope.to == kEver ? boost::json::value() : boost::json::value(to_rfc3339(scope.to));
  }
  out["people"] = {{"certain", counts.certain}, {"possible", counts.possible}, {"excluded", counts.excluded}};
  out["people_by_field"] = std::move(fields);
  out["records"] = counts.certain + counts.possible;
  out["likely_consequences"] = consequence_words(counts);
  out["measures"] = facts.measures;
  out["contact"] = facts.contact;
  out["record_complete_since"] = to_rfc3339(facts.record_began);
  return out;
}

}  // namespace

FieldSet exposed_fields(const Counts& counts) {
  FieldSet out;
  for (const Field field : kAllFields)
    if (counts.by_field[static_cast<std::size_t>(field)] > 0) out.add(field);
  return out;
}

std::string scope_in_words(const ScopeVersion& scope) {
  const std::string from = scope.from == kDawn ? "From a time not known yet" : "From " + to_plain_english(scope.from);
  return from + (scope.to == kEver ? ", until the keys concerned were withdrawn."
                                   : ", until " + to_plain_english(scope.to) + ".");
}

Draft ico_report(const Incident& incident, const Counts& counts, const ReportFacts& facts) {
  const std::string categories = "police officers, police staff and others on the force's staff roll";
  data values = common_values(incident, counts, facts);
  values.set("clock", report_clock(incident, facts.now));
  values.set("clock_law",
             facts.law_enforcement ? "UK GDPR article 33(1); DPA 2018 section 67(1)" : "UK GDPR article 33(1)");
  values.set("categories", categories);
  values.set("likelihood", likelihood(counts));
  values.set("told", told_words(incident));
  values.set("late", late_words(incident, facts));
  values.set("law_enforcement", flag(facts.law_enforcement));

  boost::json::object json = common_json(incident, counts, facts);
  json["to"] = "ico";
  json["categories_of_people"] = categories;
  json["likelihood_of_high_risk"] = likelihood(counts);
  json["people_told"] = told_words(incident);
  json["clock"] = report_clock(incident, facts.now);
  json["late"] = is_late(incident, facts);
  json["why_late"] = facts.why_late;
  json["law_enforcement"] = facts.law_enforcement;
  return {fill_text("ico-report", values), boost::json::serialize(json)};
}

Draft nca_report(const Incident& incident, const Counts& counts, const ReportFacts& facts) {
  const std::vector<std::string> holders =
      incident.scopes.empty() ? std::vector<std::string>() : incident.scopes.back().holders;
  data values = common_values(incident, counts, facts);
  values.set("holders", or_blank(joined(holders)));
  values.set("contained", incident.contained ? "yes: keys and certificates revoked, jobs frozen" : "not yet");
  values.set("ico_clock", (facts.reported ? "yes; " : "not yet; ") + report_clock(incident, facts.now));

  boost::json::object json = common_json(incident, counts, facts);
  json["to"] = "nca";
  json["point_of_compromise"] = boost::json::value_from(holders);
  json["contained"] = incident.contained;
  json["reported_to_ico"] = facts.reported;
  return {fill_text("nca-report", values), boost::json::serialize(json)};
}

std::string statement(const Incident& incident, const Counts& counts, const ReportFacts& facts, Audience audience) {
  data values = common_values(incident, counts, facts);
  values.set("reported", flag(facts.reported));
  values.set("told", flag(incident.notify_decided && incident.notify));
  values.set("undecided", flag(!incident.notify_decided));
  return fill_text(audience == Audience::kStaff ? "statement-staff" : "statement-public", values);
}

}  // namespace tipstaff::incident
