#include "site/walker.h"

#include <fmt/format.h>

#include "base/new_file.h"
#include "base/random.h"
#include "crypto/base64_ascii.h"
#include "document/emitter.h"
#include "site/consent.h"
#include "site/json.h"
#include "site/leaks.h"
#include "site/policy.h"
#include "site/url.h"

namespace tipstaff::site {
namespace {

namespace json = boost::json;
using std::chrono::milliseconds;
using std::chrono::steady_clock;

constexpr milliseconds kLeave{5'000}, kAfterField{300}, kAgain{100};

// The fields of a document for text that can be seen.
constexpr std::string_view kFields = R"js(function(){
  const kinds=['text','search','email','tel','url','password'],found=[];
  const walk=root=>{for(const each of root.querySelectorAll('*')){
    if(each.shadowRoot) walk(each.shadowRoot);
    const text=each.tagName==='TEXTAREA'||(each.tagName==='INPUT'&&kinds.includes(each.type));
    if(text&&!each.disabled&&!each.readOnly&&each.getClientRects().length) found.push(each);
  }};
  walk(this);
)js";
// What a form wants besides text: the first thing that each list offers, every box and one of each group that must be
// chosen.
constexpr std::string_view kFillRest = R"js(function(){
  for(const e of this.elements){
    if(e.disabled||e.checkValidity()) continue;
    if(e.tagName==='SELECT'){const o=[...e.options].find(o=>o.value&&!o.disabled);if(o){o.selected=true;e.dispatchEvent(new Event('change',{bubbles:true}))}}
    else if(e.type==='checkbox'||e.type==='radio') e.click();
    else if(e.type==='number'){e.value=e.min||'1';e.dispatchEvent(new Event('change',{bubbles:true}))}
    else if(e.type==='date'){e.value=e.min||e.max||'1970-01-01';e.dispatchEvent(new Event('change',{bubbles:true}))}
  }
})js";
constexpr std::string_view kName = "function(){return this.id?'#'+this.id:this.name?'name='+this.name:''}";

std::string random_word(std::size_t bytes) {
  SystemRandom random;
  return "q" + hex(random.bytes(bytes));
}

// Nothing that anybody would have written, in a form that the field takes.
std::string canary(std::string_view kind) {
  SystemRandom random;
  const Bytes bytes = random.bytes(10);
  std::string digits;
  for (const std::uint8_t byte : bytes) digits += static_cast<char>('0' + byte % 10);
  if (kind == "tel") return "077009" + digits;
  if (kind == "number" || kind == "range") return "7" + digits.substr(1);
  if (kind == "date")
    return fmt::format("19{:02}-{:02}-{:02}", 20 + bytes[0] % 70, 1 + bytes[1] % 12, 1 + bytes[2] % 28);
  if (kind == "month") return fmt::format("19{:02}-{:02}", 20 + bytes[0] % 70, 1 + bytes[1] % 12);
  if (kind == "time") return fmt::format("{:02}:{:02}", bytes[0] % 24, bytes[1] % 60);
  if (kind == "color") return "#" + hex(bytes).substr(0, 6);
  const std::string word = random_word(10);
  return kind == "email" ? word + "@example.org" : kind == "url" ? "https://example.org/" + word : word;
}

}  // namespace

Walker::Walker(Session& session, const WalkPlan& plan, Choice choice)
    : session_(session), plan_(plan), choice_(choice), hand_(session) {}

void Walker::typed(std::string field, std::string value) {
  recorder().typed(value);
  typed_.push_back({std::move(field), std::move(value)});
}

Result<Walked> Walker::run() {
  if (plan_.fetch) {
    TRY(fetch());
  } else if (plan_.journey) {
    TRY(journey());
  } else {
    TRY(pages());
  }
  if (choice_ != Choice::kNone && !asked_)
    recorder().recording().notes.push_back(
        fmt::format("No question about cookies was found: the run {} is as one without a choice, and nothing here says "
                    "that a refusal is honoured.",
                    choice_ == Choice::kReject ? "after refusing" : "after accepting"));
  return Walked{session_.finish(), std::move(typed_)};
}

Result<void> Walker::pages() {
  for (const std::string& url : plan_.urls) {
    recorder().begin_page(url, choice_);
    TRY_ASSIGN(const std::string failed, load(url));
    if (!failed.empty()) unread().push_back(failed);
    TRY(look());
    if (failed.empty()) TRY(answer_question());
    if (failed.empty()) TRY(wander());
    if (failed.empty() && plan_.type) TRY(type_everywhere());
    if (failed.empty() && plan_.type && plan_.submit) TRY(submit_forms(url));
    TRY(leave_page());
  }
  return {};
}

// The form that has fields for text, by its place on the page and then in its frames.
Result<Element> Walker::form(std::size_t number) {
  TRY_ASSIGN(const auto frames, hand_.frames());
  for (const auto& [frame, session] : frames) {
    for (std::size_t i = 0;; ++i) {
      TRY_ASSIGN(Element found,
                 hand_.find_in(frame, session,
                               fmt::format("{} return [...new Set(found.map(e=>e.form).filter(f=>f))][{}]??null;}}",
                                           kFields, i)));
      if (found.object.empty()) break;
      if (number-- == 0) return found;
    }
  }
  return Element{};
}

// Each form as a visitor sends it who has typed into the page anew.
Result<void> Walker::submit_forms(const std::string& url) {
  for (std::size_t i = 0;; ++i) {
    if (i != 0) {
      recorder().hold(Hold::kOthers);
      recorder().begin_page(url, choice_);
      TRY_ASSIGN(const std::string failed, load(url));
      if (!failed.empty()) unread().push_back(failed);
      TRY(type_everywhere());
    }
    TRY_ASSIGN(const Element found, form(i));
    if (found.object.empty()) break;
    if (i == kMostForms) {
      unread().push_back(fmt::format("‘{}’ has more than {} forms: only the first {} were sent.",
                                     document::printable(url, 200), kMostForms, kMostForms));
      break;
    }
    TRY_ASSIGN(const json::value said, hand_.ask(found, kName));
    const std::string name = plain_text(said).empty() ? fmt::format("form {}", i + 1)
                                                      : document::printable(plain_text(said), 100),
                      words = "submit " + name;
    TRY(hand_.ask(found, kFillRest));
    recorder().begin_step(words);
    if (!plan_.submit_for_real) recorder().hold(Hold::kSubmission);
    recorder().begin_submitted();
    const std::size_t asked = recorder().asked();
    TRY_ASSIGN(const Box box, hand_.place(found));
    TRY_ASSIGN(std::string png, hand_.picture());
    TRY_ASSIGN(const std::string failed, hand_.submit(found));
    if (!failed.empty()) {
      recorder().undo_submitted();
      unread().push_back(fmt::format("On ‘{}’ {} could not be sent: {}.", document::printable(url, 200), name, failed));
      continue;
    }
    TRY(session_.rest(session_.options().longest, true));
    if (recorder().others_since(asked)) TRY(shoot(words, std::move(png), box));
  }
  return {};
}

// The bytes of an address, never shown: a sitemap may be anything.
Result<void> Walker::fetch() {
  recorder().hold_responses();
  for (const std::string& url : plan_.urls) {
    recorder().begin_page(url);
    recorder().forget_response();
    TRY(session_.send({"Page.navigate", {{"url", url}}, session_.page()}));
    for (const auto until = steady_clock::now() + session_.options().longest;
         recorder().response_held().request.empty() && steady_clock::now() < until;)
      TRY(session_.wait(kAgain));
    Exchange& out = recorder().recording().exchanges.emplace_back();
    out.url = url;
    out.method = "GET";
    out.asked = Asked::kDocument;
    out.page = static_cast<std::uint32_t>(recorder().recording().pages.size() - 1);
    const auto held = recorder().response_held();
    if (held.request.empty()) continue;
    TRY_ASSIGN(const json::value said,
               session_.call({"Fetch.getResponseBody", {{"requestId", held.request}}, session_.page()}));
    const json::value* encoded = member(said, "base64Encoded");
    std::string body(text_in(&said, "body"));
    if (encoded != nullptr && encoded->is_bool() && encoded->get_bool()) {
      const auto bytes = crypto::from_ascii_base64(body);
      body = bytes ? std::string(as_text(*bytes)) : "";
    }
    Exchange& made = recorder().recording().exchanges.back();
    made.status = held.status;
    made.answer = {BodyState::kWhole, "", std::move(body), ""};
    TRY(session_.call({"Fetch.fulfillRequest", {{"requestId", held.request}, {"responseCode", 204}}, session_.page()}));
  }
  return {};
}

// A sentence when it cannot be loaded.
Result<std::string> Walker::load(const std::string& url) {
  TRY_ASSIGN(const json::value done, session_.call({"Page.navigate", {{"url", url}}, session_.page()}));
  if (const std::string_view error = text_in(&done, "errorText"); !error.empty())
    return fmt::format("‘{}’ could not be loaded: {}.", url, error);
  TRY_ASSIGN(const bool rested, session_.rest(session_.options().longest, true));
  if (!rested)
    unread().push_back(fmt::format("‘{}’ did not come to rest: what it asked later is not in the recording.",
                                   recorder().recording().pages.back().url));
  return std::string();
}

// Its title and its picture. A page that cannot be drawn has none.
Result<void> Walker::look() {
  TRY_ASSIGN(const json::value title,
             session_.call(
                 {"Runtime.evaluate", {{"expression", "document.title"}, {"returnByValue", true}}, session_.page()}));
  TRY_ASSIGN(std::string png, hand_.picture());
  Page& page = recorder().recording().pages.back();
  page.title = text_in(member(title, "result"), "value");
  page.screenshot = std::move(png);
  return {};
}

// Who asks is noted in every run; the answer is given once, as a visitor's is kept.
Result<void> Walker::answer_question() {
  if (answered_) return {};
  ConsentButtons given = plan_.buttons;
  if (plan_.journey && !plan_.journey->consent.accept.empty()) given.accept = plan_.journey->consent.accept;
  if (plan_.journey && !plan_.journey->consent.reject.empty()) given.reject = plan_.journey->consent.reject;
  TRY_ASSIGN(const Question question, find_question(hand_, given));
  if (question.asked_by.empty()) return {};
  asked_ = true;
  const std::size_t place = recorder().recording().pages.size() - 1;
  Page& page = recorder().recording().pages[place];
  page.banner = question.asked_by;
  if (choice_ == Choice::kNone) return {};
  answered_ = true;
  const bool refuse = choice_ == Choice::kReject;
  const Element& button = refuse ? question.reject : question.accept;
  const std::string on_page = document::printable(page.url, 200);
  if (button.object.empty()) {
    unread().push_back(
        fmt::format("On ‘{}’ the question about cookies is asked by {}, and no button to {} was found: what happens "
                    "then is not known.",
                    on_page, question.asked_by, refuse ? "refuse" : "accept"));
    return {};
  }
  recorder().begin_step(refuse ? "refuse cookies" : "accept cookies");
  recorder().choose(choice_);
  TRY_ASSIGN(const std::string failed, hand_.click(button));
  if (!failed.empty()) {
    recorder().choose(Choice::kNone);
    unread().push_back(fmt::format("On ‘{}’ the question about cookies ({}) could not be answered: {}.", on_page,
                                   question.asked_by, failed));
    return {};
  }
  recorder().recording().pages[place].answered = true;
  TRY(session_.rest(session_.options().longest, true));
  return {};
}

// Some scripts begin only when a visitor moves, others when what lies further down is seen.
Result<void> Walker::wander() {
  recorder().begin_step("move and scroll");
  TRY(hand_.wander());
  TRY(session_.rest(session_.options().longest, false));
  return {};
}

Result<void> Walker::leave_page() {
  recorder().begin_step("leave the page");
  TRY(session_.call({"Page.navigate", {{"url", "about:blank"}}, session_.page()}));
  TRY(session_.rest(kLeave, false));
  return {};
}

Result<void> Walker::type_everywhere() {
  std::size_t count = 0, left_out = 0;
  TRY_ASSIGN(const auto frames, hand_.frames());
  for (const auto& [frame, session] : frames) {
    for (std::size_t i = 0; i <= kMostFields; ++i) {
      TRY_ASSIGN(const Element field,
                 hand_.find_in(frame, session, fmt::format("{} return found[{}]??null;}}", kFields, i)));
      if (field.object.empty()) break;
      if (count == kMostFields) {
        ++left_out;
        continue;
      }
      ++count;
      TRY_ASSIGN(const json::value said, hand_.ask(field, kName));
      const std::string name = document::printable(plain_text(said), 100);
      const std::string words = name.empty() ? fmt::format("{} field {}", field.kind, count) : name;
      const std::size_t before = recorder().asked();
      recorder().begin_step("type into " + words);
      std::string took;
      TRY_ASSIGN(const std::string failed, hand_.type(field, canary(field.kind), took));
      if (!failed.empty() || took.size() < kShortestWanted) {
        recorder().recording().notes.push_back(
            fmt::format("Nothing could be typed into {}: {}.", words,
                        failed.empty() ? fmt::format("it takes fewer than {} characters", kShortestWanted) : failed));
        continue;
      }
      typed(words, std::move(took));
      TRY(hand_.leave(field));
      TRY(session_.rest(kAfterField, false));
      if (recorder().others_since(before)) {
        TRY_ASSIGN(const Box box, hand_.place(field));
        TRY_ASSIGN(std::string png, hand_.picture());
        TRY(shoot("type into " + words, std::move(png), box));
      }
    }
  }
  if (left_out != 0)
    unread().push_back(
        fmt::format("A page has more than {} fields: only the first {} were typed into.", kMostFields, kMostFields));
  if (count == 0) return {};
  recorder().begin_step("wait after typing");
  TRY(session_.rest(session_.options().longest, false));
  return {};
}

Result<void> Walker::shoot(const std::string& words, std::string png, Box box) {
  auto& shots = recorder().recording().shots;
  if (shots.size() == kMostShots || png.empty() || recorder().recording().pages.empty()) return {};
  Shot& shot = shots.emplace_back();
  shot.page = static_cast<std::uint32_t>(recorder().recording().pages.size() - 1);
  shot.step = words;
  shot.png = std::move(png);
  shot.left = box.left;
  shot.top = box.top;
  shot.width = box.width;
  shot.height = box.height;
  return {};
}

Result<void> Walker::journey() {
  const std::vector<Step>& steps = plan_.journey->steps;
  for (std::size_t i = 0; i < steps.size(); ++i) {
    const std::string words = step_in_words(steps[i], i + 1);
    TRY_ASSIGN(const std::string failed, step(steps[i], words));
    if (failed.empty()) {
      recorder().recording().steps.push_back(words);
      continue;
    }
    TRY_ASSIGN(const std::string there, hand_.what_is_there());
    unread().push_back(fmt::format(
        "Step {} of the journey (line {}: {}) could not be done: {}. On the page there {}.{}", i + 1, steps[i].line,
        words.substr(words.find(": ") + 2), failed, there.empty() ? "was nothing to be touched" : "were: " + there,
        i + 1 == steps.size()
            ? ""
            : fmt::format(" The {} steps after it were not done, and nothing is said of them.", steps.size() - i - 1)));
    return {};
  }
  return leave_page();
}

Result<std::string> Walker::step(const Step& step, const std::string& words) {
  if (step.act == Act::kGo) {
    recorder().hold(Hold::kOthers);
    recorder().begin_page(step.target, choice_);
    recorder().begin_step(words);
    TRY_ASSIGN(std::string failed, load(step.target));
    if (!failed.empty()) return failed.substr(0, failed.size() - 1);
    TRY(look());
    TRY(answer_question());
    return failed;
  }
  recorder().begin_step(words);
  if (step.act == Act::kWaitAddress) return wait_for_address(step);
  if (step.act != Act::kWaitRest) {
    std::string why;
    TRY_ASSIGN(const Element element, wait_for(step, why));
    if (element.object.empty() || (!element.shown && step.act == Act::kWaitElement))
      return why.empty() ? fmt::format("‘{}’ is there and not shown", step.target) : why;
    if (step.act != Act::kWaitElement) {
      const bool before_it = step.act == Act::kClick || step.act == Act::kSubmit || step.act == Act::kLeave;
      const std::size_t asked = recorder().asked();
      const auto page = static_cast<std::uint32_t>(recorder().recording().pages.size() - 1);
      Box box;
      std::string png;
      if (before_it) {
        TRY_ASSIGN(box, hand_.place(element));
        TRY_ASSIGN(png, hand_.picture());
      }
      TRY_ASSIGN(std::string failed, touch(step, element));
      if (!failed.empty()) return failed;
      TRY_ASSIGN(const bool rested, session_.rest(session_.options().longest, true));
      if (!rested)
        unread().push_back(fmt::format(
            "After {} the page did not come to rest: what it asked later may be told of at the wrong step.", words));
      if (!recorder().others_since(asked)) return failed;
      if (!before_it) {
        TRY_ASSIGN(box, hand_.place(element));
        TRY_ASSIGN(png, hand_.picture());
      }
      TRY(shoot(words, std::move(png), box));
      // What a visitor touched stood on the page before, where the step led to another.
      if (auto& shots = recorder().recording().shots; !shots.empty() && shots.back().step == words)
        shots.back().page = page;
      if (step.act == Act::kSubmit || recorder().recording().pages.back().title.empty()) TRY(look());
      return failed;
    }
  }
  TRY_ASSIGN(const bool rested, session_.rest(std::chrono::seconds(step.seconds), true));
  return step.act == Act::kWaitRest && !rested ? fmt::format("it did not come to rest within {} seconds", step.seconds)
                                               : std::string();
}

Result<Element> Walker::wait_for(const Step& step, std::string& why) {
  const auto until = steady_clock::now() + std::chrono::seconds(step.seconds);
  for (;;) {
    why.clear();
    TRY_ASSIGN(Element element, hand_.find(step.target, why));
    const bool hidden_is_well = step.act == Act::kUpload || step.act == Act::kChoose;
    if (!element.object.empty() && (element.shown || hidden_is_well)) return element;
    if (steady_clock::now() >= until || why.ends_with("is no selector")) {
      if (why.empty() && !element.shown) why = fmt::format("‘{}’ is there and not shown", step.target);
      return element.shown ? element : Element{};
    }
    TRY(session_.wait(kAgain));
  }
}

Result<std::string> Walker::wait_for_address(const Step& step) {
  const auto until = steady_clock::now() + std::chrono::seconds(step.seconds);
  for (;;) {
    TRY_ASSIGN(const json::value said,
               session_.call({"Runtime.evaluate",
                              {{"expression", "location.pathname + location.search"}, {"returnByValue", true}},
                              session_.page()}));
    const std::string address(text_in(member(said, "result"), "value"));
    if (path_fits(step.target, address)) {
      TRY(session_.rest(session_.options().longest, true));
      return std::string();
    }
    if (steady_clock::now() >= until)
      return fmt::format("the page stood at ‘{}’ after {} seconds", document::printable(address, 200), step.seconds);
    TRY(session_.wait(kAgain));
  }
}

Result<std::string> Walker::touch(const Step& step, const Element& element) {
  switch (step.act) {
    case Act::kClick:
      return hand_.click(element);
    case Act::kChoose:
      return hand_.choose(element, step.value);
    case Act::kUpload:
      return upload(step, element);
    case Act::kLeave:
      return leave_by(step, element);
    case Act::kType: {
      std::string took;
      TRY_ASSIGN(std::string failed, hand_.type(element, step.value.empty() ? canary(element.kind) : step.value, took));
      if (!failed.empty()) return failed;
      if (took.size() < kShortestWanted)
        return fmt::format("it holds only {} characters of it, too few to be found again", took.size());
      typed(step.target, std::move(took));
      TRY(hand_.leave(element));
      return std::string();
    }
    case Act::kSubmit: {
      if (!plan_.submit_for_real) recorder().hold(Hold::kSubmission);
      recorder().begin_submitted();
      TRY_ASSIGN(std::string failed, hand_.submit(element));
      if (!failed.empty()) recorder().undo_submitted();
      return failed;
    }
    default:
      return std::string();
  }
}

// An invented file in the browser's own folder, which goes with it.
Result<std::string> Walker::upload(const Step& step, const Element& element) {
  const std::string word = random_word(10), inside = random_word(16), name = word + ".txt";
  const auto folder = session_.profile() / fmt::format("upload-{}", ++uploads_);
  std::error_code error;
  std::filesystem::create_directory(folder, error);
  const std::string bytes = "Nobody's file, made by tipstaff to see who is told of it: " + inside + "\n";
  TRY(write_new(folder / name, as_bytes(bytes)));
  recorder().uploaded(name, bytes);
  TRY_ASSIGN(std::string failed, hand_.upload(element, folder / name));
  if (!failed.empty()) return failed;
  typed(fmt::format("the name of the file in {}", step.target), word);
  typed(fmt::format("what is in the file in {}", step.target), inside);
  return failed;
}

Result<std::string> Walker::leave_by(const Step& step, const Element& element) {
  recorder().hold(Hold::kLeaving);
  TRY_ASSIGN(std::string failed, hand_.click(element));
  if (!failed.empty()) return failed;
  for (const auto until = steady_clock::now() + std::chrono::seconds(step.seconds);
       !recorder().left() && steady_clock::now() < until;)
    TRY(session_.wait(kAgain));
  return recorder().left() ? std::string() : fmt::format("the page was not left within {} seconds", step.seconds);
}

}  // namespace tipstaff::site
