#include "card/invented_names.h"

namespace tipstaff::card {
namespace {

using Names = std::string_view;

// clang-format off
constexpr Names kEnglishWomen[] = {"Sarah", "Emma", "Laura", "Rebecca", "Claire", "Victoria", "Samantha", "Rachel", "Amy", "Jennifer",
  "Nicola", "Katie", "Lisa", "Kelly", "Natalie", "Louise", "Michelle", "Hannah", "Charlotte", "Gemma", "Lucy", "Hayley", "Jessica",
  "Joanne", "Stephanie", "Alison", "Chloe", "Sophie", "Megan", "Olivia", "Abigail", "Eleanor", "Grace", "Margaret", "Imogen"};
constexpr Names kEnglishMen[] = {"James", "David", "Christopher", "Andrew", "Daniel", "Matthew", "Paul", "Michael", "Mark", "Robert",
  "Thomas", "Stephen", "Richard", "Adam", "Benjamin", "Jonathan", "Simon", "Lee", "Ryan", "Luke", "Joshua", "Samuel", "Jack", "Alexander",
  "Peter", "Gareth", "Craig", "Stuart", "Neil", "Anthony", "Ian", "Kevin", "William", "George", "Oliver", "Harry"};
constexpr Names kEnglishSurnames[] = {"Smith", "Jones", "Taylor", "Brown", "Williams", "Wilson", "Johnson", "Davies", "Robinson", "Wright",
  "Thompson", "Evans", "Walker", "White", "Roberts", "Green", "Hall", "Wood", "Jackson", "Clarke", "Harris", "Clark", "Lewis", "Turner",
  "Hill", "Cooper", "Ward", "Moore", "Morris", "Watson", "Baker", "Harrison", "Morgan", "Young", "Allen", "Mitchell", "King", "Lee",
  "Bennett", "Carter", "Parker", "Cook", "Shaw", "Bailey", "Richardson", "Bell", "Collins", "Cox", "Miller", "Marshall", "Adams", "Webb",
  "Holmes", "Barker", "Knight", "Mason", "Hunt", "Dixon", "Foster", "Pearson", "Fletcher", "Hartley", "Ashworth", "Thackeray",
  "Postlethwaite", "Featherstonehaugh", "Smith-Barrington", "D'Arcy"};
constexpr Names kScottishWomen[] = {"Fiona", "Kirsty", "Eilidh", "Isla", "Morag", "Catriona", "Ailsa", "Lorna", "Mhairi", "Shona"};
constexpr Names kScottishMen[] = {"Callum", "Ewan", "Angus", "Alasdair", "Duncan", "Hamish", "Fraser", "Gordon", "Iain", "Lachlan"};
constexpr Names kScottishSurnames[] = {"Campbell", "Stewart", "Macdonald", "Robertson", "Anderson", "Scott", "Murray", "Reid", "Ross",
  "McKenzie", "Fraser", "Hamilton", "Graham", "MacLeod", "Ferguson", "McGregor", "Sinclair", "Colquhoun"};
constexpr Names kIrishWomen[] = {"Siobhán", "Aoife", "Niamh", "Ciara", "Róisín", "Sinéad", "Orla", "Gráinne", "Bríd", "Caoimhe"};
constexpr Names kIrishMen[] = {"Seán", "Liam", "Patrick", "Conor", "Declan", "Pádraig", "Eoin", "Brendan", "Cormac", "Diarmuid"};
constexpr Names kIrishSurnames[] = {"Murphy", "Kelly", "O’Sullivan", "Walsh", "O’Brien", "Byrne", "Ryan", "O’Connor", "O’Neill", "O’Reilly",
  "Doyle", "McCarthy", "Gallagher", "Doherty", "Kennedy", "Lynch", "Quinn", "McLoughlin", "Ó Súilleabháin"};
constexpr Names kWelshWomen[] = {"Siân", "Carys", "Rhiannon", "Angharad", "Cerys", "Bethan", "Ffion", "Nerys", "Lowri", "Eleri"};
constexpr Names kWelshMen[] = {"Rhys", "Dylan", "Gethin", "Emyr", "Owain", "Huw", "Iwan", "Gwilym", "Ieuan", "Llŷr"};
constexpr Names kWelshSurnames[] = {"Jones", "Davies", "Williams", "Evans", "Thomas", "Roberts", "Hughes", "Lewis", "Morgan", "Griffiths",
  "Edwards", "Owen", "James", "Price", "Rees", "Jenkins", "Llewellyn", "Prydderch", "ap Gwilym"};
constexpr Names kPakistaniWomen[] = {"Aisha", "Fatima", "Zainab", "Sana", "Nadia", "Maryam", "Samina", "Rubina", "Hina", "Khadija"};
constexpr Names kPakistaniMen[] = {"Mohammed", "Imran", "Asif", "Bilal", "Hassan", "Usman", "Adeel", "Tariq", "Kamran", "Zubair", "Faisal"};
constexpr Names kPakistaniSurnames[] = {"Khan", "Ahmed", "Hussain", "Ali", "Mahmood", "Akhtar", "Malik", "Iqbal", "Shah", "Mirza", "Qureshi",
  "Chaudhry", "Butt", "Siddiqui", "Rehman"};
constexpr Names kIndianWomen[] = {"Priya", "Anjali", "Meera", "Kavita", "Harpreet", "Simran", "Jasleen", "Neha", "Sunita", "Rupinder"};
constexpr Names kIndianMen[] = {"Rajesh", "Amit", "Sanjay", "Harjit", "Gurpreet", "Manpreet", "Vikram", "Arjun", "Sukhdeep", "Nikhil"};
constexpr Names kIndianSurnames[] = {"Patel", "Singh", "Kaur", "Sharma", "Shah", "Gill", "Sandhu", "Dhillon", "Mistry", "Desai", "Chauhan",
  "Bains", "Reddy", "Venkatasubramanian", "Iyer"};
constexpr Names kBangladeshiSurnames[] = {"Begum", "Miah", "Rahman", "Uddin", "Islam", "Chowdhury", "Hoque", "Alam", "Khatun", "Karim"};
constexpr Names kAfricanWomen[] = {"Ngozi", "Adaeze", "Folasade", "Abena", "Amara", "Chiamaka", "Yetunde", "Efua", "Thandiwe", "Wanjikũ"};
constexpr Names kAfricanMen[] = {"Chukwuemeka", "Oluwaseun", "Kwame", "Adébáyọ̀", "Kofi", "Emeka", "Tunde", "Sipho", "Kamau", "Tendai"};
constexpr Names kAfricanSurnames[] = {"Okafor", "Mensah", "Adeyemi", "Owusu", "Okonkwo", "Boateng", "Ọládélé", "Nwosu", "Asante", "Moyo",
  "Mwangi", "Oyelaran-Adeyemi", "Dlamini", "Abubakar", "Tesfaye"};
constexpr Names kCaribbeanWomen[] = {"Shanice", "Chantelle", "Monique", "Keisha", "Marcia", "Yvonne", "Jacinth", "Althea", "Simone", "Tamika"};
constexpr Names kCaribbeanMen[] = {"Marlon", "Winston", "Jermaine", "Delroy", "Leroy", "Andre", "Tyrone", "Clive", "Devon", "Nathaniel"};
constexpr Names kCaribbeanSurnames[] = {"Campbell", "Brown", "Francis", "Grant", "Gordon", "Clarke", "Joseph", "Henry", "Powell", "Baptiste",
  "Bartholomew", "Samuels", "St Hilaire", "Desmond", "Lawrence"};
constexpr Names kPolishWomen[] = {"Agnieszka", "Katarzyna", "Małgorzata", "Anna", "Joanna", "Magdalena", "Zofia", "Elżbieta"};
constexpr Names kPolishMen[] = {"Łukasz", "Piotr", "Tomasz", "Paweł", "Michał", "Krzysztof", "Grzegorz", "Wojciech"};
constexpr Names kPolishSurnames[] = {"Nowak", "Kowalski", "Wiśniewski", "Wójcik", "Kamiński", "Lewandowski", "Zieliński", "Dąbrowski",
  "Szczepański", "Brzęczyszczykiewicz"};
constexpr Names kEuropeanWomen[] = {"Ana", "Ioana", "Giulia", "Beatriz", "Ștefania", "Zsófia", "Elif", "Chloé", "Jūratė", "Eleni"};
constexpr Names kEuropeanMen[] = {"Marco", "João", "Andrei", "Ștefan", "Mehmet", "Jürgen", "Søren", "Nikolaos", "Tomáš", "Željko"};
constexpr Names kEuropeanSurnames[] = {"Silva", "Popescu", "Rossi", "Țurcanu", "Yılmaz", "Fernández", "Müller", "Papadopoulos", "Horváth",
  "Dvořák", "Kazlauskas", "Đorđević", "Sørensen", "Gonçalves"};
constexpr Names kEastAsianWomen[] = {"Mei Ling", "Wing Yan", "Thị Hương", "Xiu", "Jia", "Maricel", "Soo-jin", "Yuki"};
constexpr Names kEastAsianMen[] = {"Wei", "Chun Hei", "Văn Minh", "Jun", "Kwok Wah", "Jose Mari", "Min-ho", "Kenji"};
constexpr Names kEastAsianSurnames[] = {"Chan", "Wong", "Nguyễn", "Li", "Chen", "Lam", "Trần", "Santos", "Kim", "Tanaka"};

constexpr NameGroup kGroups[] = {
    {690, 0, 2, 0, 0, kEnglishWomen, kEnglishMen, kEnglishSurnames},
    {55, 0, 1, 0, 0, kScottishWomen, kScottishMen, kScottishSurnames},
    {40, 0, 1, 0, 0, kIrishWomen, kIrishMen, kIrishSurnames},
    {45, 0, 2, 0, 0, kWelshWomen, kWelshMen, kWelshSurnames},
    {40, 3, 5, 0, 35, kPakistaniWomen, kPakistaniMen, kPakistaniSurnames},
    {38, 3, 5, 30, 0, kIndianWomen, kIndianMen, kIndianSurnames},
    {14, 3, 5, 0, 35, kPakistaniWomen, kPakistaniMen, kBangladeshiSurnames},
    {22, 5, 7, 0, 6, kAfricanWomen, kAfricanMen, kAfricanSurnames},
    {20, 5, 7, 0, 0, kCaribbeanWomen, kCaribbeanMen, kCaribbeanSurnames},
    {15, 0, 1, 0, 0, kPolishWomen, kPolishMen, kPolishSurnames},
    {13, 0, 3, 0, 2, kEuropeanWomen, kEuropeanMen, kEuropeanSurnames},
    {8, 1, 3, 0, 0, kEastAsianWomen, kEastAsianMen, kEastAsianSurnames},
};

constexpr Share kOfficerRanks[] = {{760, "Police Constable"}, {150, "Sergeant"}, {52, "Inspector"}, {18, "Chief Inspector"},
                                   {8, "Superintendent"},     {3, "Chief Superintendent"}};
constexpr Share kStaffGrades[] = {{150, "Police Staff, Grade B"}, {220, "Police Staff, Grade C"}, {190, "Police Staff, Grade D"},
                                  {120, "Police Staff, Grade E"}, {70, "Police Staff, Grade F"}, {30, "Police Staff, Grade G"},
                                  {12, "Head of Department"},     {120, "Police Community Support Officer"},
                                  {50, "Designated Detention Officer"}, {40, "Crime Scene Investigator"}};
constexpr Share kOfficerUnits[] = {{260, "Response Policing"}, {170, "Neighbourhood Policing"}, {150, "Criminal Investigation"},
  {60, "Roads Policing"}, {60, "Safeguarding"}, {45, "Custody"}, {40, "Public Protection"}, {30, "Firearms Operations"}, {25, "Dog Section"},
  {25, "Economic Crime"}, {22, "Digital Investigation"}, {20, "Major Crime"}, {18, "Intelligence"}, {15, "Marine Unit"},
  {15, "Mounted Section"}, {12, "Professional Standards"}, {10, "Operations Planning"}, {8, "Learning and Development"}};
constexpr Share kStaffUnits[] = {{180, "Contact and Control"}, {90, "Criminal Justice"}, {80, "Information Technology"}, {70, "Finance"},
  {70, "Human Resources"}, {60, "Forensic Services"}, {50, "Estates"}, {45, "Digital Forensics"}, {40, "Information Management"},
  {40, "Vetting"}, {35, "Fleet"}, {30, "Communications"}, {25, "Legal Services"}, {20, "Intelligence Support"}, {15, "Property Store"}};
constexpr Share kPlaces[] = {{150, "Northmoor Central"}, {100, "Staithe House"}, {80, "Harrowby Bridge"}, {70, "Saltwick"}, {65, "Eastmarsh"},
  {60, "Kelderdale"}, {55, "Brackenfell"}, {50, "Port Ansgar"}, {45, "Wetherham"}, {40, "Thornsea"}, {38, "Millgate"}, {35, "Great Askwell"},
  {32, "Ravensholme"}, {30, "Coldbeck"}, {28, "Upper Dunmere"}, {25, "Langrigg"}, {22, "Whinmoor Road"}, {20, "St Orran’s"},
  {15, "Fennick Airport"}, {12, "Scarholme Island"}};

// clang-format on

}  // namespace

std::span<const NameGroup> name_groups() { return kGroups; }
std::span<const Share> officer_ranks() { return kOfficerRanks; }
std::span<const Share> staff_grades() { return kStaffGrades; }
std::span<const Share> officer_units() { return kOfficerUnits; }
std::span<const Share> staff_units() { return kStaffUnits; }
std::span<const Share> places() { return kPlaces; }

}  // namespace tipstaff::card
