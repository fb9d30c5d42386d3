#include "site/hand.h"

#include <fmt/format.h>

#include <array>

#include "base/text.h"
#include "crypto/base64_ascii.h"
#include "document/emitter.h"
#include "site/journey.h"
#include "site/json.h"

namespace tipstaff::site {
namespace {

namespace json = boost::json;
using std::chrono::milliseconds;

constexpr std::string_view kWorld = "tipstaff";

constexpr std::string_view kAtEnd = "(e=>!e||e.scrollTop+innerHeight>=e.scrollHeight-2)(document.scrollingElement)";
constexpr std::string_view kFirst =
    "function(s){const all=[...this.querySelectorAll(s)];return all.find(e=>e.getClientRects().length)??all[0]??null}";
constexpr std::string_view kState =
    "function(){const "
    "kind=this.tagName==='INPUT'||this.tagName==='SELECT'||this.tagName==='TEXTAREA'?this.type:this.isContentEditable?'"
    "editable':this.tagName.toLowerCase();"
    "return {kind,shown:this.getClientRects().length>0,disabled:!!this.disabled||!!this.readOnly}}";
// Who is met at the place where it would be clicked: nobody in the way, or the name of who is.
constexpr std::string_view kCovered = R"js(function(){
  const r=this.getClientRects()[0],x=r.left+r.width/2,y=r.top+r.height/2;
  const name=e=>e.tagName.toLowerCase()+(e.id?'#'+e.id:'');
  for(let e=this,root=e.getRootNode();;e=root.host,root=e.getRootNode()){
    const hit=root.elementFromPoint(x,y);
    if(!hit) return r.width&&r.height?'':'nothing';
    const label=[...(this.labels??[])].some(l=>l===hit||l.contains(hit));
    if(!(hit===e||e.contains(hit)||label||hit.contains(e)&&getComputedStyle(e).pointerEvents==='none')) return name(hit);
    if(!root.host) return '';
  }
})js";
constexpr std::string_view kLabel = "function(){return this.labels?.[0]??null}";
constexpr std::string_view kHeld = "function(){return this.isContentEditable?this.textContent:this.value}";
constexpr std::string_view kEmpty =
    "function(){if(this.select)this.select();else if(this.isContentEditable)getSelection().selectAllChildren(this)}";
constexpr std::string_view kSet =
    "function(v){this.value=v;for(const e of ['input','change'])this.dispatchEvent(new "
    "Event(e,{bubbles:true,composed:true}))}";
constexpr std::string_view kChoose = R"js(function(wanted){
  const says=o=>o.textContent.trim().replace(/\s+/g,' '),options=[...this.options].filter(o=>!o.disabled);
  const one=wanted?options.find(o=>o.value===wanted||says(o)===wanted):options.find(o=>o.value&&says(o))??options[0];
  if(!one) return options.slice(0,8).map(says).join(', ')||'none';
  one.selected=true;
  for(const e of ['input','change'])this.dispatchEvent(new Event(e,{bubbles:true,composed:true}));
  return '';
})js";
// The button that sends a form, when one is shown; else the form itself, sent.
constexpr std::string_view kSender = R"js(function(){
  const form=this.tagName==='FORM'?this:this.form??this.closest('form');
  if(this.tagName!=='FORM'&&this.getClientRects().length) return this;
  return [...(form?.elements??[])].find(e=>(e.type==='submit'||e.type==='image')&&e.getClientRects().length&&!e.disabled)??null;
})js";
constexpr std::string_view kInvalid = R"js(function(){
  const form=this.tagName==='FORM'?this:this.form??this.closest('form');
  if(!form||form.noValidate||this.formNoValidate||form.checkValidity()) return '';
  const bad=[...form.elements].find(e=>!e.checkValidity());
  return bad?bad.tagName.toLowerCase()+(bad.id?'#'+bad.id:bad.name?'[name='+bad.name+']':'')+': '+bad.validationMessage:'';
})js";
constexpr std::string_view kSend = "function(){(this.tagName==='FORM'?this:this.form).requestSubmit()}";
constexpr std::string_view kThere = R"js(function(){
  return [...this.querySelectorAll('a[href],button,input,select,textarea,iframe,[role=button]')].filter(e=>e.getClientRects().length).slice(0,8).map(e=>{
    const text=(e.innerText||e.value&&e.type==='submit'&&e.value||e.getAttribute('aria-label')||'').trim().replace(/\s+/g,' ').slice(0,40);
    return e.tagName.toLowerCase()+(e.id?'#'+e.id:e.name?'[name='+e.name+']':'')+(text?' ‘'+text+'’':'');
  }).join(', ');
})js";

// Names of fields whose text is not made by keys.
bool is_set(std::string_view kind) {
  constexpr std::array<std::string_view, 7> kSetKinds{"date",           "time",  "month", "week",
                                                      "datetime-local", "color", "range"};
  return std::ranges::find(kSetKinds, kind) != kSetKinds.end();
}

double number(const json::value& value) { return value.is_number() ? value.to_number<double>() : 0; }

// The box around a quad of eight numbers.
Box around(const json::value& quad) {
  if (!quad.is_array() || quad.get_array().size() != 8) return {};
  const json::array& at = quad.get_array();
  double left = number(at[0]), right = left, top = number(at[1]), bottom = top;
  for (std::size_t i = 2; i < 8; i += 2) {
    left = std::min(left, number(at[i]));
    right = std::max(right, number(at[i]));
    top = std::min(top, number(at[i + 1]));
    bottom = std::max(bottom, number(at[i + 1]));
  }
  return {left, top, right - left, bottom - top};
}

}  // namespace

Result<json::value> Hand::on(const std::string& object, const std::string& session, std::string_view function,
                             std::string_view argument, bool by_value) {
  const json::array arguments{{{"value", argument}}};
  TRY_ASSIGN(const json::value said, session_.call({"Runtime.callFunctionOn",
                                                    {{"functionDeclaration", function},
                                                     {"objectId", object},
                                                     {"arguments", arguments},
                                                     {"returnByValue", by_value}},
                                                    session}));
  if (member(said, "exceptionDetails") != nullptr)
    return json::value(
        json::object{{"failed", text_in(member(member(said, "exceptionDetails"), "exception"), "description")}});
  const json::value* result = member(said, "result");
  if (result == nullptr) return json::value();
  if (!by_value) return *result;
  const json::value* value = member(result, "value");
  return value == nullptr ? json::value() : *value;
}

Result<json::value> Hand::ask(const Element& element, std::string_view function, std::string_view argument) {
  return on(element.object, element.session, function, argument, true);
}

Result<std::string> Hand::root_of(const std::string& frame, const std::string& session) {
  TRY_ASSIGN(const json::value world,
             session_.call({"Page.createIsolatedWorld", {{"frameId", frame}, {"worldName", kWorld}}, session}));
  const std::int64_t context = number_in(&world, "executionContextId", 0);
  if (context == 0) return std::string();
  TRY_ASSIGN(const json::value root,
             session_.call({"Runtime.evaluate", {{"expression", "document"}, {"contextId", context}}, session}));
  return std::string(text_in(member(root, "result"), "objectId"));
}

Result<Element> Hand::known(std::string object, std::string session) {
  Element out{std::move(object), std::move(session), {}, "", false, false};
  TRY_ASSIGN(const json::value state, ask(out, kState));
  out.kind = text_in(&state, "kind");
  const auto is = [&](std::string_view name) {
    const json::value* value = member(state, name);
    return value != nullptr && value->is_bool() && value->get_bool();
  };
  out.shown = is("shown");
  out.disabled = is("disabled");
  return out;
}

// Into a shadow tree or a frame; false when it is neither.
Result<bool> Hand::enter(Element& at, std::string& root, std::string& why) {
  TRY_ASSIGN(const json::value said, session_.call({"DOM.describeNode", {{"objectId", at.object}}, at.session}));
  const json::value* node = member(said, "node");
  for (const json::value& shadow : array_in(node, "shadowRoots")) {
    if (text_in(&shadow, "shadowRootType") == "user-agent") continue;
    TRY_ASSIGN(
        const json::value resolved,
        session_.call({"DOM.resolveNode", {{"backendNodeId", number_in(&shadow, "backendNodeId", 0)}}, at.session}));
    root = text_in(member(resolved, "object"), "objectId");
    return !root.empty();
  }
  const std::string frame(text_in(node, "frameId")), name = lower(text_in(node, "nodeName"));
  if (frame.empty() || (name != "iframe" && name != "frame")) {
    why = fmt::format("is a {}, neither a frame nor the host of a shadow tree", document::printable(name, 60));
    return false;
  }
  if (const std::string own = session_.recorder().session_of(frame); !own.empty()) {
    at.around.emplace_back(at.object, at.session);
    at.session = own;
  }
  TRY_ASSIGN(root, root_of(frame, at.session));
  if (root.empty()) why = "is a frame that cannot be looked into";
  return !root.empty();
}

Result<Element> Hand::find(std::string_view selector, std::string& why) {
  Element at{"", session_.page(), {}, "", false, false};
  TRY_ASSIGN(std::string root, root_of(session_.recorder().page_frame(), at.session));
  const std::vector<std::string> parts = selector_parts(selector);
  for (std::size_t i = 0; i < parts.size(); ++i) {
    if (i != 0) {
      TRY_ASSIGN(const bool inside, enter(at, root, why));
      if (!inside) {
        why = fmt::format("‘{}’ {}", parts[i - 1], why);
        return Element{};
      }
    }
    TRY_ASSIGN(const json::value found, on(root, at.session, kFirst, parts[i], false));
    if (const std::string_view failed = text_in(&found, "failed"); !failed.empty()) {
      why = fmt::format("‘{}’ is no selector", parts[i]);
      return Element{};
    }
    at.object = text_in(&found, "objectId");
    if (at.object.empty()) {
      why = fmt::format("nothing fits ‘{}’", parts[i]);
      return Element{};
    }
  }
  TRY_ASSIGN(Element out, known(at.object, at.session));
  out.around = std::move(at.around);
  return out;
}

Result<std::vector<std::pair<std::string, std::string>>> Hand::frames() {
  std::vector<std::pair<std::string, std::string>> out;
  for (const std::string& session : session_.recorder().frame_sessions()) {
    TRY_ASSIGN(const json::value said, session_.call({"Page.getFrameTree", {}, session}));
    std::vector<const json::value*> open{member(said, "frameTree")};
    while (!open.empty() && out.size() < 100) {
      const json::value* tree = open.back();
      open.pop_back();
      if (tree == nullptr) continue;
      out.emplace_back(text_in(member(tree, "frame"), "id"), session);
      for (const json::value& each : array_in(tree, "childFrames")) open.push_back(&each);
    }
  }
  return out;
}

Result<Element> Hand::find_in(const std::string& frame, const std::string& session, std::string_view function) {
  TRY_ASSIGN(const std::string root, root_of(frame, session));
  if (root.empty()) return Element{};
  TRY_ASSIGN(const json::value found, on(root, session, function, "", false));
  const std::string object(text_in(&found, "objectId"));
  if (object.empty() || text_in(&found, "subtype") != "node") return Element{};
  TRY_ASSIGN(Element out, known(object, session));
  // A frame of another process lies in one of its parent's.
  if (session != session_.page()) {
    TRY_ASSIGN(const json::value owner, session_.call({"DOM.getFrameOwner", {{"frameId", frame}}, session_.page()}));
    TRY_ASSIGN(const json::value resolved,
               session_.call(
                   {"DOM.resolveNode", {{"backendNodeId", number_in(&owner, "backendNodeId", 0)}}, session_.page()}));
    if (const std::string_view parent = text_in(member(resolved, "object"), "objectId"); !parent.empty())
      out.around.emplace_back(parent, session_.page());
  }
  return out;
}

Result<Box> Hand::place(const Element& element) {
  for (const auto& [object, session] : element.around)
    TRY(session_.call({"DOM.scrollIntoViewIfNeeded", {{"objectId", object}}, session}));
  TRY(session_.call({"DOM.scrollIntoViewIfNeeded", {{"objectId", element.object}}, element.session}));
  if (!element.around.empty()) TRY(session_.wait(milliseconds(150)));
  TRY_ASSIGN(const json::value quads,
             session_.call({"DOM.getContentQuads", {{"objectId", element.object}}, element.session}));
  const json::array& all = array_in(&quads, "quads");
  if (all.empty()) return Box{};
  Box out = around(all[0]);
  for (const auto& [object, session] : element.around) {
    TRY_ASSIGN(const json::value model, session_.call({"DOM.getBoxModel", {{"objectId", object}}, session}));
    const json::value* content = member(member(model, "model"), "content");
    const Box frame = content == nullptr ? Box{} : around(*content);
    out.left += frame.left;
    out.top += frame.top;
  }
  return out;
}

Result<std::string> Hand::click(const Element& element) {
  if (element.disabled && element.kind != "text") return std::string("it is disabled");
  if (!element.shown) {  // a box or a round button of the page's own look: its label is what a visitor clicks
    TRY_ASSIGN(const json::value label, on(element.object, element.session, kLabel, "", false));
    const std::string object(text_in(&label, "objectId"));
    if (object.empty()) return std::string("it is not shown");
    TRY_ASSIGN(Element other, known(object, element.session));
    other.around = element.around;
    return other.shown ? click(other) : Result<std::string>("neither it nor its label is shown");
  }
  TRY_ASSIGN(const Box box, place(element));
  if (box.width <= 0 || box.height <= 0) return std::string("it is not shown");
  TRY_ASSIGN(const json::value covered, ask(element, kCovered));
  if (const std::string by = plain_text(covered); !by.empty())
    return fmt::format("it lies under {}", document::printable(by, 80));
  const double x = box.left + box.width / 2, y = box.top + box.height / 2;
  TRY(session_.call({"Input.dispatchMouseEvent", {{"type", "mouseMoved"}, {"x", x}, {"y", y}}, session_.page()}));
  for (const std::string_view type : {"mousePressed", "mouseReleased"})
    TRY(session_.call({"Input.dispatchMouseEvent",
                       {{"type", type}, {"x", x}, {"y", y}, {"button", "left"}, {"clickCount", 1}},
                       session_.page()}));
  return std::string();
}

Result<void> Hand::wander() {
  const auto mouse = [&](json::object event) {
    return session_.call({"Input.dispatchMouseEvent", std::move(event), session_.page()});
  };
  for (const auto& [x, y] : std::array{std::pair(240, 180), std::pair(400, 300), std::pair(640, 420)})
    TRY(mouse({{"type", "mouseMoved"}, {"x", x}, {"y", y}}));
  const auto wheel = [&](double down) {
    return mouse({{"type", "mouseWheel"}, {"x", 640}, {"y", 420}, {"deltaX", 0}, {"deltaY", down}});
  };
  for (int i = 0; i < kMostScrolls; ++i) {
    TRY(wheel(700));
    TRY(session_.wait(std::chrono::milliseconds(150)));  // it glides
    TRY_ASSIGN(const json::value end,
               session_.call({"Runtime.evaluate", {{"expression", kAtEnd}, {"returnByValue", true}}, session_.page()}));
    const json::value* at_end = member(member(end, "result"), "value");
    if (at_end == nullptr || !at_end->is_bool() || at_end->get_bool()) break;
  }
  TRY(wheel(-700.0 * kMostScrolls));
  return {};
}

// Letters, digits and signs come by keys; what is more than one byte is inserted, as an input method does.
Result<void> Hand::key(std::string_view character) {
  if (character.size() > 1) {
    TRY(session_.call({"Input.insertText", {{"text", character}}, session_.page()}));
    return {};
  }
  const bool enter = character == "\n" || character == "\r";
  const std::string_view text = enter ? "\r" : character, name = enter ? "Enter" : character;
  TRY(session_.send({"Input.dispatchKeyEvent",
                     {{"type", "keyDown"}, {"text", text}, {"unmodifiedText", text}, {"key", name}},
                     session_.page()}));
  TRY(session_.call({"Input.dispatchKeyEvent", {{"type", "keyUp"}, {"key", name}}, session_.page()}));
  return {};
}

Result<std::string> Hand::type(const Element& element, std::string_view text, std::string& took) {
  if (element.disabled) return std::string("it is disabled or only to be read");
  if (is_set(element.kind)) {
    TRY(ask(element, kSet, text));
  } else {
    TRY_ASSIGN(const std::string failed, click(element));
    if (!failed.empty()) return failed;
    TRY(session_.call({"DOM.focus", {{"objectId", element.object}}, element.session}));
    TRY(ask(element, kEmpty));
    for (std::string_view rest = text; !rest.empty();) {
      const std::string_view before = rest;
      if (!take_code_point(rest)) rest.remove_prefix(1);
      TRY(key(before.substr(0, before.size() - rest.size())));
    }
  }
  TRY_ASSIGN(const json::value held, ask(element, kHeld));
  took = plain_text(held);
  return took.empty() ? std::string("it took nothing of what was typed") : std::string();
}

Result<std::string> Hand::choose(const Element& element, std::string_view option) {
  if (element.disabled) return std::string("it is disabled");
  if (!element.kind.starts_with("select")) return click(element);
  TRY_ASSIGN(const json::value said, ask(element, kChoose, option));
  const std::string others = plain_text(said);
  if (!others.empty())
    return fmt::format("there is no option ‘{}’; there are: {}", option, document::printable(others, 300));
  return std::string();
}

Result<std::string> Hand::upload(const Element& element, const std::filesystem::path& file) {
  if (element.kind != "file") return std::string("it takes no file");
  if (element.disabled) return std::string("it is disabled");
  TRY(session_.call({"DOM.setFileInputFiles",
                     {{"files", json::array{file.string()}}, {"objectId", element.object}},
                     element.session}));
  TRY_ASSIGN(const json::value count, ask(element, "function(){return this.files.length}"));
  return plain_text(count) == "1" ? std::string() : std::string("it took no file");
}

Result<std::string> Hand::submit(const Element& element) {
  TRY_ASSIGN(const json::value invalid, ask(element, kInvalid));
  if (const std::string why = plain_text(invalid); !why.empty())
    return fmt::format("the browser does not send it: {}", document::printable(why, 200));
  TRY_ASSIGN(const json::value sender, on(element.object, element.session, kSender, "", false));
  const std::string object(text_in(&sender, "objectId"));
  if (object.empty()) {
    TRY_ASSIGN(const json::value sent, ask(element, kSend));
    return text_in(&sent, "failed").empty() ? std::string() : std::string("it is no form, nor a part of one");
  }
  TRY_ASSIGN(Element button, known(object, element.session));
  button.around = element.around;
  return click(button);
}

Result<void> Hand::leave(const Element& element) {
  TRY(ask(element, "function(){this.blur()}"));
  return {};
}

Result<std::string> Hand::what_is_there() {
  TRY_ASSIGN(const std::string root, root_of(session_.recorder().page_frame(), session_.page()));
  TRY_ASSIGN(const json::value said, on(root, session_.page(), kThere, "", true));
  return document::printable(plain_text(said), 400);
}

Result<std::string> Hand::picture() {
  TRY_ASSIGN(const json::value picture,
             session_.call({"Page.captureScreenshot", {{"format", "png"}}, session_.page()}));
  const auto bytes = crypto::from_ascii_base64(text_in(&picture, "data"));
  return bytes && bytes->size() <= kLargestShot ? std::string(as_text(*bytes)) : std::string();
}

}  // namespace tipstaff::site
