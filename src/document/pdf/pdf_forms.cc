// Forms (ISO 32000-1 §12.7): values that their page does not show, and the data of XFA forms.
#include <fmt/format.h>

#include "document/pdf/pdf_reader.h"
#include "document/xml.h"

namespace tipstaff::document {
namespace {

constexpr int kDeepestField = 32;
constexpr std::size_t kMostFields = 100'000;

std::string value_text(PdfObject value, PdfFile& file) {
  if (value.isStream()) {
    const auto content = file.content(value);
    return content ? printable(*content, 4096) : "";
  }
  std::string out = text_of(value);
  for (PdfObject& each : items_of(value)) out += text_of(each) + " ";
  return out;
}

// What a choice shows for the value that it keeps.
std::string shown_choice(PdfObject field, const std::string& value) {
  for (PdfObject& option : items_of(entry(field, "/Opt")))
    if (const auto pair = items_of(option); pair.size() == 2 && text_of(pair[0]) == value) return text_of(pair[1]);
  return value;
}

// The leaves of an XFA form's data.
class FormData : public XmlHandler {
 public:
  explicit FormData(std::function<void(const std::string&)> tell) : tell_(std::move(tell)) {}
  void start(std::string_view name, const XmlAttributes&) override {
    if (name == "data" || name == "datasets") ++depth_;
    text_.clear();
  }
  void text(std::string_view piece) override {
    if (depth_ > 0) text_ += piece;
  }
  void end(std::string_view name) override {
    if (!is_blank(text_)) tell_(text_);
    text_.clear();
    if (name == "data" || name == "datasets") --depth_;
  }

 private:
  std::function<void(const std::string&)> tell_;
  std::string text_;
  int depth_ = 0;
};

// What an XFA form's template says in fields, drawings and groups that are not shown (XFA 3.3, “presence”), and the
// values that they begin with.
class FormTemplate : public XmlHandler {
 public:
  explicit FormTemplate(std::function<void(const std::string&)> tell) : tell_(std::move(tell)) {}
  void start(std::string_view name, const XmlAttributes& attributes) override {
    const std::string_view presence = attributes.get("presence");
    if (hidden_ > 0 || presence == "hidden" || presence == "invisible" || presence == "inactive") ++hidden_;
    in_template_ += name == "template" || in_template_ > 0 ? 1 : 0;
    words_ = name == "text" || name == "exData" || name == "p" || name == "span" || name == "integer" ||
             name == "decimal" || name == "date";
    text_.clear();
  }
  void text(std::string_view piece) override {
    if (hidden_ > 0 && in_template_ > 0 && words_) text_ += piece;
  }
  void end(std::string_view) override {
    if (!is_blank(text_)) tell_(text_);
    text_.clear();
    hidden_ -= hidden_ > 0 ? 1 : 0;
    in_template_ -= in_template_ > 0 ? 1 : 0;
  }

 private:
  std::function<void(const std::string&)> tell_;
  std::string text_;
  int hidden_ = 0, in_template_ = 0;
  bool words_ = false;
};

}  // namespace

struct PdfReader::FieldRows {
  explicit FieldRows(Emitter& emitter) : unseen(emitter), seen(emitter), choices(emitter), signatures(emitter) {}
  Layer unseen, seen, choices, signatures;
  std::set<QPDFObjGen> walked;
  bool drawn_by_viewer = false;
};

void PdfReader::read_fields() {
  PdfObject form = entry(file_.catalog(), "/AcroForm");
  if (!form.isDictionary()) return;
  FieldRows rows(emitter_);
  rows.drawn_by_viewer = flag_of(entry(form, "/NeedAppearances"), false);
  for (PdfObject& field : items_of(entry(form, "/Fields")))
    read_field(field, PdfObject::newNull(), PdfObject::newNull(), 0, rows);
  rows.seen.close(Trait::kVisible, "", "form fields");
  rows.unseen.close(Trait::kFieldUnseen, "", "form fields");
  rows.choices.close(Trait::kListValidation, "", "choices of form fields");
  rows.signatures.close(Trait::kSignature, "", "signature fields");
  if (!entry(form, "/XFA").isNull()) read_form_data(form);
}

void PdfReader::read_field(PdfObject field, PdfObject kind, PdfObject value, int depth, FieldRows& rows) {
  if (!field.isDictionary() || depth > kDeepestField || rows.walked.size() > kMostFields ||
      (field.isIndirect() && !rows.walked.insert(field.getObjGen()).second))
    return;
  if (PdfObject own = entry(field, "/FT"); own.isName()) kind = own;
  PdfObject own = entry(field, "/V");
  if (!own.isNull()) value = own;
  auto kids = items_of(entry(field, "/Kids"));
  for (PdfObject& kid : kids) read_field(kid, kind, value, depth + 1, rows);
  if (kids.empty() || !own.isNull()) tell_value(field, kind, value, rows);
}

void PdfReader::tell_value(PdfObject field, PdfObject kind, PdfObject value, FieldRows& rows) {
  const std::string type = name_of(kind);
  const bool shown = shown_fields_.contains(field.getObjGen()) ||
                     std::ranges::any_of(items_of(entry(field, "/Kids")),
                                         [&](PdfObject kid) { return shown_fields_.contains(kid.getObjGen()); });
  if (type == "/Sig") {
    if (!value.isDictionary()) return;
    for (const char* key : {"/Name", "/Reason", "/Location", "/ContactInfo"})
      rows.signatures.cell(text_of(entry(value, key)));
    if (rows.signatures.cells() == 0) rows.signatures.cell("signature");
    rows.signatures.end_row();
    return;
  }
  for (PdfObject& option : items_of(entry(field, "/Opt"))) {
    const auto pair = items_of(option);
    rows.choices.cell(text_of(pair.size() == 2 ? pair[1] : option));
    rows.choices.end_row();
  }
  if (type != "/Tx" && type != "/Ch") return;
  const std::string text = shown_choice(field, value_text(value, file_));
  if (is_blank(text)) return;
  const bool drawn = shown && rows.drawn_by_viewer;
  if (drawn) words_ += bare(text) + "\n";
  if (shown && (drawn || shows(text))) {
    if (!shows(text)) rows.seen.cell(text);
    return rows.seen.end_row();
  }
  if (bare(text).empty() && shown) return;
  rows.unseen.cell(text_of(entry(field, "/T")));
  rows.unseen.cell(text);
  rows.unseen.end_row();
}

void PdfReader::read_form_data(PdfObject form) {
  PdfObject xfa = entry(form, "/XFA");
  std::vector<PdfObject> streams, templates;
  auto parts = items_of(xfa);
  for (std::size_t i = 0; i + 1 < parts.size(); i += 2) {
    if (text_of(parts[i]) == "datasets") streams.push_back(parts[i + 1]);
    if (text_of(parts[i]) == "template") templates.push_back(parts[i + 1]);
  }
  if (xfa.isStream()) {
    streams.push_back(xfa);
    templates.push_back(xfa);
  }
  Layer unseen(emitter_);
  FormData handler([&](const std::string& text) {
    if (bare(text).size() < 2 || shows(text)) return;
    unseen.cell(text);
    unseen.end_row();
  });
  const auto read = [&](PdfObject& stream, XmlHandler& to) {
    const auto content = file_.content(stream);
    const auto parsed = content ? parse_xml([&](const auto& piece) { return piece(as_bytes(*content)); }, to)
                                : Result<void>(fail(Code::kInvalid, "it could not be unpacked"));
    if (!parsed) emitter_.unread("the form's data (XFA)", parsed.error().message());
  };
  for (PdfObject& stream : streams) read(stream, handler);
  Layer hidden(emitter_);
  FormTemplate design([&](const std::string& text) {
    hidden.cell(text);
    hidden.end_row();
  });
  for (PdfObject& stream : templates) read(stream, design);
  hidden.close(Trait::kFormData, "", "what the form (XFA) keeps in fields and groups that it does not show");
  unseen.close(Trait::kFormData, "", "the form's data (XFA)");
  if (flag_of(entry(file_.catalog(), "/NeedsRendering"), false))
    emitter_.unread("", "its pages are made by a form program (dynamic XFA)");
}

}  // namespace tipstaff::document
