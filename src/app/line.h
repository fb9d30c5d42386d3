// The words of every command line: which commands there are, their options, and what each runs. One object a line. The
// parser is a heavy header, so this one is for the cli*.cc files only.
#pragma once

#include <CLI/CLI.hpp>

#include "app/commands.h"
#include "app/counter.h"
#include "app/rolls.h"

namespace tipstaff::app {

// One command line: the options of every command and the one that was chosen.
class Line {
 public:
  Line();

  int run(int argc, char** argv);

  // In the server, for a caller at its socket.
  Outcome run_for(std::vector<std::string> words, std::shared_ptr<Caller> caller,
                  std::shared_ptr<office::Office> office);

 private:
  static int said(const Error& error);
  // "roll import"
  std::string chosen_name() const;
  // A connection to the server that has the store open, if there is one and the command can go through it. Errors:
  // kUnavailable when a socket is named and nobody answers there.
  Result<Descriptor> server_for(std::string_view command) const;
  CLI::App* command(CLI::App* parent, const std::string& name, const std::string& words,
                    std::function<Result<void>()> job);
  CLI::App* group(const std::string& name, const std::string& words);

  void add_office();
  void add_roll();
  void add_presses();
  void add_cards();
  void add_bureau();
  void add_stock();
  void add_breach();
  void add_scope(CLI::App* sub);
  void add_ledger();
  void add_two_people();
  void add_witness();
  void add_keeping();
  void add_check();
  void add_disclosure();
  void add_site();
  void add_stamps();
  void add_demo();

  CLI::App app_;
  Context context_;
  std::function<Result<void>()> chosen_;
  InitOptions init_;
  GrantOptions grant_;
  ImportOptions import_;
  SupplierOptions supplier_;
  CardOptions card_;
  JobOptions job_options_;
  ScopeOptions scope_;
  TellOptions tell_;
  DemoOptions demo_;
  CheckOptions check_;
  VerifyOptions verify_;
  StampRotateOptions stamp_rotate_;
  PageOptions page_;
  FindOptions find_;
  HandOverOptions hand_over_;
  RollIndexOptions roll_index_;
  TemplateOptions template_;
  DisclosureOptions disclosure_;
  SiteOptions site_;
  ServeOptions serve_;
  std::string name_, purpose_, address_;
  std::vector<std::string> words_;
  std::filesystem::path path_, out_;
  std::uint64_t number_ = 0, second_number_ = 0;
  NumberOptions numbers_options_;
  std::size_t size_ = 50;
  CLI::App* job_ = nullptr;
  EvidenceOptions evidence_;
  StockOptions stock_;
  std::string length_ = "7d";
  WitnessOptions witness_;
  RestoreOptions restore_;
  DeclareOptions declare_;
  bool flag_ = false, second_flag_ = false;
  std::uint32_t days_ = 60, request_days_ = 0;
  std::vector<std::uint64_t> numbers_;
};

}  // namespace tipstaff::app
