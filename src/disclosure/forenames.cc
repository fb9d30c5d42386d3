#include "disclosure/forenames.h"

#include <string>
#include <unordered_set>

#include "match/fold.h"

namespace tipstaff::disclosure {
namespace {

// clang-format off
// Folded (match/fold.h).
constexpr std::string_view kForenames =
    // English, Scottish, Welsh, Irish
    "aaron abbie abby abigail adam adele adrian agnes aidan aileen ailsa aimee alan alana alasdair albert alec aled alex "
    "alexander alexandra alfie alfred alice alicia alison alistair allan allison alun alyson alyssa amanda amber amelia "
    "amy andrea andrew aneurin angela angharad angie angus anita ann anna annabel anne annette annie anthea anthony antonia "
    "antony archie ariana arnold arran arthur ashleigh ashley ashton astrid audrey ava barbara barry bartholomew beatrice "
    "becky belinda ben benedict benjamin bernadette bernard bernice bertha beryl beth bethan bethany betty beverley bill "
    "billy blake bobby brad bradley brandon breda brenda brendan brian bridget bronagh bronwen bruce bryan bryn bryony "
    "caitlin caleb callum calum cameron camilla cara carl carla carly carmel carol carole caroline carolyn carrie carwyn "
    "caryl catherine cathy catriona cecil cecilia cedric ceri cerys charlene charles charlie charlotte chelsea cheryl "
    "chloe chris christina christine christopher ciara cian ciaran cindy claire clara clare clarissa claudia clifford "
    "clive clodagh colette colin colleen colm connor conor constance cormac craig crystal curtis cyril daisy dale damian "
    "damien daniel daniella danielle danny daphne darragh darren daryl dave david dawn dean deborah debbie debra declan "
    "deirdre delia delyth denis denise dennis derek dermot derrick desmond dewi diana diane dilwyn dilys dominic donal donald "
    "donna doreen doris dorothy dougal douglas doyle duncan dylan eamon eamonn edith edmund edna edward edwin eileen eilidh "
    "einir eirlys elaine eleanor eleri elijah elin elis elisabeth elise eliza elizabeth ella ellen ellie elliot elliott "
    "ellis elsie elspeth elwyn emer emily emlyn emma emyr enid eoghan eoin eric erica erin ernest esme estelle esther ethan "
    "ethel eugene eunice euan eva evan eve evelyn evie ewan ewen felicity felix fergal fergus ffion finlay finley finn fiona "
    "florence fraser frances francesca francis francine freda freddie frederick freya gabriel gabrielle gail gareth garry "
    "gary gavin gaynor gemma gena geoff geoffrey george georgia georgina geraint gerald geraldine gerard geri gerry gethin "
    "gillian gina gladys glenda glenn glenys gloria glyn gordon grainne graeme graham grahame greg gregory greta gruffydd "
    "guto guy gwen gwenda gwilym gwyn gwyneth hamish hannah harold harriet harrison harry harvey hayden hayley hazel heather "
    "hector heidi helen helena henrietta henry herbert hilary hilda holly howard huw hugh hugo humphrey hywel iain ian idris "
    "ieuan ifan imogen ingrid iolo iona ione iris irene isaac isabel isabella isabelle isla islwyn ivan ivor ivy iwan jack "
    "jackie jackson jacob jacqueline jade jaime jake james jamie jan jane janet janice janine jasmine jason jayne jean "
    "jeanette jeff jeffrey jemima jemma jennie jennifer jenny jeremy jess jessica jessie jill jillian jim jimmy joan joanna "
    "joanne jocelyn jodie joe joel johanna john johnny jon jonah jonathan jordan joseph josephine josh joshua joyce juan judith "
    "judy julia julian juliana julie juliet justin justine kara karen karina karl kate katherine kathleen kathryn kathy "
    "katie katrina katy kay kayleigh keeley keir keira keith kelly kelvin ken kenneth kenny kerry kevin kiera kieran kim "
    "kimberley kirsten kirstie kirsty kit kyle lachlan lana lance lara laura lauren laurence lawrence leah leanne lee leigh "
    "lena lenny leo leon leonard leonie lesley leslie lewis lia liam libby lilian lillian lily linda lindsay lindsey lionel "
    "lisa liz liza llewelyn llinos lloyd logan lois lola loretta lorna lorraine lottie lou louis louisa louise luca lucas "
    "lucia lucinda lucy luke lydia lyn lynda lynette lynn lynne lynsey mabel mackenzie madeleine maeve magnus mair mairead "
    "mairi maisie malachy malcolm mandy marcia marcus margaret margot maria marian marianne marie marilyn marina marion "
    "marjorie mark marlene marsha martha martin martina martyn mary matilda matthew maud maura maureen maurice mavis "
    "maxine maxwell megan meghan meinir meirion mel melanie melissa melvin meredith mhairi mia micah michael michelle mick "
    "mike mildred miles millicent millie miranda miriam moira molly mona monica morag moray morgan morris morwenna muriel "
    "murdo murray myfanwy myles myra myrtle nadia nadine nancy naomi natalie natasha nathan nathaniel neal neil nerys nesta "
    "neve niall niamh nichola nicholas nick nicky nicola nicole nigel nikki nina noah noel nora norma norman nuala odette oisin "
    "olga olive oliver olivia olwen oonagh oran orla orlaith oscar oswald owain owen padraig paige pamela pat patricia "
    "patrick paul paula pauline pearl peggy penelope penny perry peter petra phil philip philippa phillip phillipa phoebe "
    "phyllis polly priscilla prudence quentin rab rachael rachel ralph ramona randolph raphael ray raymond rebecca reece "
    "reggie reginald rhian rhiannon rhoda rhodri rhona rhonda rhys ria richard rick ricky riley rita robbie robert roberta "
    "robin robyn roddy roderick rodney roger roisin roland ron ronald ronan ronnie rory rosaleen rosalind rosamund rosanna "
    "roseanne rosemary rosie ross rowan rowena roxanne roy ruairi rufus rupert russell ruth ryan sabrina sadie sally sam "
    "samantha sammy samuel sandra sandy saoirse sara sarah sasha saul scarlett scott sean seamus sebastian selina selwyn "
    "serena shane shannon sharon shaun shauna shawn sheena sheila shelley sheridan sheryl shirley shona sian sid sidney "
    "sienna silas simon simone sinead siobhan siwan sonia sonya sophia sophie sorcha spencer stacey stanley stella stephanie "
    "stephen steve steven stewart stuart sue susan susanna susannah susie suzanne sybil sydney sylvester sylvia tabitha tamara tamsin "
    "tanya tara tasha ted tegan terence teresa terry tess tessa thelma theo theodore theresa thomas tiffany tim timothy tina "
    "toby todd tom tommy toni tony tracey tracy trefor trevor tricia tristan trudy tudor tyler tyrone ursula valerie "
    "vanessa vaughan vera verity vernon veronica vicky victor victoria vince vincent viola violet virginia vivian vivien "
    "vivienne wallace walter wanda warren wayne wendy wesley wilfred william willow winifred winston yasmin yvette yvonne "
    "zac zachary zack zara zoe "
    // South Asian
    "aamir aarav aaron aaliyah aarti abdul abdullah abid adeel adil aditi aditya adnan afzal ahmad ahmed aisha ajay ajit akash akhtar "
    "akram alok ali alia amandeep amar amara amina amir amit amjad amrit amrita anand ananya anika anil anish anita anjali anjum ankit "
    "ansar anushka anwar aparna arif arjun arshad arun arvind asha ashok ashraf asif asim asma atif avtar ayaan ayesha azhar "
    "aziz balbir baldev baljit balwinder bashir bhavesh bhavna bilal bushra chandni chetan daljit darshan deepa deepak dev devi "
    "dhruv dilip dinesh dipak divya ebrahim fahad faisal farah farhan farid farida farooq fatima faizal ganesh gaurav geeta gita "
    "gopal gurdeep gurdip gurmeet gurpreet habib hamid hamza hanif hardeep hari haris harish harjit harminder haroon harpreet "
    "harsh hasan hassan hema hemant himesh hina hitesh humaira husain hussain ibrahim ikram imran imtiaz inderjit indira iqbal "
    "irfan ishaan ismail jagdeep jagdish jamal jameel jasbir jaspal jaspreet jatinder javed jaya jayesh jyoti kabir kamal "
    "kamala kamran karan kareem kashif kaushik kavita kavya khadija khalid khalil kiran kishan kishore krishna kulwinder kumar "
    "lakshmi lalit latif leela madhu mahesh mahmood majid mandeep manish manisha manjit manoj maryam meena meera mehul milan "
    "mina mohamed mohammad mohammed mohan mohit mubarak muhammad mukesh munir murad mustafa nabila nadeem nadim naeem nahid "
    "naila nasir nasreen naveed naveen navjot nazia neelam neeraj neha nikhil nilesh nimra nisha nishant nitin noor omar pallavi "
    "parminder parul parveen pavan pooja prabhjot pradeep prakash pramod pranav prashant pratik praveen preeti prem priya "
    "priyanka punam qasim radha rafiq raheem rahul raj raja rajan rajesh rajinder rajiv raju rakesh ram rama ramesh rana "
    "ranjit rashid rashida ravi ravinder razia rehman rekha renu rizwan rohan rohit roshan ruby rubina rukhsana rupinder saad "
    "sadia saeed safia sahil saima sajid salim salma saleem salman sameer samir samina sandeep sangeeta sanjay sanjeev sara "
    "sarita sarfraz satish satnam seema shabana shabir shahid shaheen shahzad shakeel shamim sharif shazia sheetal shilpa shiv "
    "shreya shyam simran sita sohail sonal sonali sonam sukhdev sukhjit sukhwinder suleman sultana sunil sunita suresh surinder "
    "sushma swati syed tahir talha tanveer tariq tasneem tejal uday umar usha usman varun vijay vikas vikram vinay vinod vipul "
    "vishal vivek waheed waqar waseem wasim yash yasir yousaf yusuf zafar zaheer zahid zahra zain zainab zakir zeeshan zubair "
    // African, Caribbean, Arabic, Turkish, Persian
    "abayomi abena abiodun abimbola adaeze adaobi adebayo adekunle adeola aderonke adwoa afia akin akosua akua ama amadi amadou "
    "amaka aminata amma ayo ayodele ayomide babajide babatunde bola bolanle boniface chiamaka chibuzo chidi chidinma "
    "chika chike chinedu chinonso chinwe chioma chukwuemeka damilola dayo delroy devon dwayne ebele ebony efua ekow emeka "
    "enoch esi everton femi fatou fatoumata folake funmilayo garfield gbenga hyacinth ifeanyi ifeoma ijeoma jabari jermaine "
    "kadija kehinde kemi kenroy keisha kofi kojo kwabena kwadwo kwaku kwame kwasi lamar latoya leroy mamadou marlon "
    "mariama modupe moussa musa ngozi nia njeri nkechi nnamdi obinna okechukwu olabisi oladele olamide olu olufemi olumide "
    "olusegun oluwaseun oluwatobi onyeka ousmane sade samira segun sekou shanice shaniqua sipho taiwo tamika tanisha tawanda "
    "temitope tendai thabo themba thandiwe tinashe titilayo tobi toyin tunde uche uchenna uzoma wanjiru yaa yaw yemi yetunde "
    "abbas abdulla abdirahman ahlam amal aliyah anwar asad ayman aya ayse bassam dalia dina elif emre emine fadi fadel farouk "
    "fatma ghassan hakan hala halima hana hani hanan hasna haydar huda hussein ihab imad jamila karim kerem khaled laila layla "
    "leila lina maha mahmoud mahmut majda malik manal mariam marwa marwan mehmet mohamud mona mounir murat nabil nadir nawal "
    "nour nura osman ozlem rami rana rania reza said salah salwa sami samiha sana selim sevda sherif soraya tarek walid yara "
    "yasmine yousef youssef zeinab zeynep ziad arash babak bahar farzana kaveh maryam mehdi mina nasrin parisa shirin soheila "
    // Polish, Romanian, Baltic, other European
    "adrianna agata agnieszka alejandro aleksander aleksandra aleksandrs alessandra alessandro alina ana anastasia anca andrei "
    "andreja andrius andrzej aneta angelika anja ania antoni antonio aneta arkadiusz artur asta attila beata bartosz bogdan "
    "bogumila boris bozena carlos carmen catalin catarina claudiu corina cosmin costel cristian cristina czeslaw damian danuta "
    "daria dariusz diego diogo dimitar dominik dorin dorota edyta elena elzbieta emil emilia enrico eduardo ewa ewelina fabio "
    "federica fernando filip filipe florin francesco franciszek gabriela georgi gheorghe giedre gintare giovanni giulia giuseppe "
    "grazyna grzegorz halina hans helga henryk honorata igor ilona ines ioana ion ionut irena irina ivana iveta iwona jacek jadwiga "
    "jakub janis janusz jaroslaw jerzy joana joao joanna jolanta jorge jose jozef justyna jurgen kacper kamil kamila karolina kasia "
    "katarina katarzyna kazimierz kinga klara klaudia konrad kristina krystyna krzysztof laszlo lech leszek lidia ludmila luis "
    "lukasz maciej magdalena maja malgorzata manuel marcel marcelo marcin marco marek margarida mariana mariola mariusz marius "
    "marta mateusz matteo michal mihai miguel milena miroslaw mirela monika natalia nicolae nikolai norbert nuno oana oksana oleg "
    "oleksandr olena ondrej paola paolo paulina pavel pawel pedro piotr przemyslaw radoslaw radu rafael rafal raluca ramunas razvan "
    "renata ricardo roberto roman rui ruta ryszard sebastiao sergei sergio sergiu silvia simona slawomir sofia sorin stanislaw "
    "stefan stefania stefano svetlana sylwia szymon tadeusz tatiana teodor tereza thiago tiago tomas tomasz tomaz urszula "
    "vasile vasyl veronika viktor viktoria violeta vlad vladimir waclaw waldemar wanda wiktor wieslaw wieslawa wioletta witold "
    "wojciech yulia zbigniew zdzislaw zofia zoltan zuzanna zygmunt "
    // Chinese, Vietnamese, Filipino and others as written in English
    "bao chen cheng chun fang feng hao hong hua hui huong jian jiayi jie jing jun lan lei lin linh ling mei ming minh nam "
    "nga ngoc nguyen phuong qing quan quang rong siew soo tao thanh thao thi thuy trang tuan tung wei wing xiao xin yan yang yi ying "
    "yong yuan yun zhen ajith angelo arnel chaminda dilani dinuka jayantha jerome lakmal lito maricel nimal niroshan nuwan "
    "priyantha rowena ruwan sanjeewa suren thilini ";
// clang-format on

const std::unordered_set<std::string_view>& known() {
  static const auto all = [] {
    std::unordered_set<std::string_view> out;
    for (std::size_t at = 0, end = 0; at < kForenames.size(); at = end + 1) {
      end = kForenames.find(' ', at);
      out.insert(kForenames.substr(at, end - at));
    }
    return out;
  }();
  return all;
}

constexpr std::size_t kLongest = 24;

}  // namespace

bool is_forename(std::string_view word) {
  if (word.size() < 2 || word.size() > kLongest) return false;
  std::string plain;
  for (const char c : word) {
    if (static_cast<unsigned char>(c) >= 0x80) {
      const auto words = match::words_of(word);
      return words.size() == 1 && known().contains(words.front());
    }
    plain += static_cast<char>(c | 0x20);  // letters
  }
  return known().contains(plain);
}

}  // namespace tipstaff::disclosure
