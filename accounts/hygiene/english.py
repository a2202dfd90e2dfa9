"""What the report says of each check in English: what was found, what that means, what to do about it."""

from accounts.hygiene.values import Check, Said

ENGLISH: dict[Check, Said] = {
    Check.NOTICE_OVERDUE: Said(
        "1 contact was not told where we have their data from, and the time for it is over",
        "{n} contacts were not told where we have their data from, and the time for it is over",
        "Whoever has data from elsewhere than the person has to tell them, as a rule within a month (Art. 14 GDPR).",
        "Send the notice now and enter its date with the contact, or delete the contact; do not approach them before.",
    ),
    Check.NO_LEGAL_BASIS: Said(
        "1 contact from a foreign source has no legal basis",
        "{n} contacts from foreign sources have no legal basis",
        "Their data were bought, researched or enriched, and nothing says on what ground they are processed.",
        "Settle the legal basis with whoever looks after data protection and enter it; delete what has none.",
    ),
    Check.NOT_TO_BE_CONTACTED: Said(
        "1 contact has left or wants to be left alone, and still has a part to play",
        "{n} contacts have left or want to be left alone, and still have a part to play",
        "The name or the job title says to leave them alone; a role, a deal or a task says otherwise.",
        "Give the role or the task to somebody else, and move the remark from the name to a field of its own.",
    ),
    Check.KEY_ACCOUNTS_WITHOUT_OWNER: Said(
        "1 key account has nobody who looks after it",
        "{n} key accounts have nobody who looks after them",
        "Tasks and handovers go to a stand-in, or to nobody.",
        "Enter an owner who is still there with the company.",
    ),
    Check.KEY_ACCOUNTS_WITHOUT_STAGE: Said(
        "1 key account has no stage",
        "{n} key accounts have no stage",
        "Lists and reports that filter by stage do not show them.",
        "See with `flipfunnel doctor` whether writing works; `flipfunnel accounts show` says where the account stands.",
    ),
    Check.KEY_ACCOUNTS_WITHOUT_CONTACTS: Said(
        "1 key account has not a single contact",
        "{n} key accounts have not a single contact",
        "A target account where we know nobody will not move.",
        "Look for people there, or take the company off the list of target accounts.",
    ),
    Check.SHARED_DOMAINS: Said(
        "1 domain belongs to several companies",
        "{n} domains belong to several companies",
        "A new contact without an association goes to one of them, and not always to the right one.",
        "Merge duplicates; enter the parent company of a subsidiary or branch.",
    ),
    Check.SAME_COMPANIES: Said(
        "1 company is probably there more than once",
        "{n} companies are probably there more than once",
        "The name is the same and the domain is not: contacts and deals are spread over all of them.",
        "Look at them side by side and merge them; where they only belong together, enter one as the parent.",
    ),
    Check.ASSOCIATED_ELSEWHERE: Said(
        "1 contact is associated with another company than the e-mail address says",
        "{n} contacts are associated with another company than their e-mail addresses say",
        "The association in HubSpot counts; where it is wrong, the person counts with the wrong account.",
        "Check it: whoever has moved gets the new company, whoever only helps out gets a label such as Partner.",
    ),
    Check.UNFIT_DOMAINS: Said(
        "1 company has a mail provider, a throwaway address or ourselves as its domain",
        "{n} companies have a mail provider, a throwaway address or ourselves as their domain",
        "HubSpot itself associates strangers with such a company, and ever more of them.",
        "Correct or clear the domain; if it is theirs after all, name it under accounts.company_mail in the rulebook.",
    ),
    Check.OPEN_QUESTIONS: Said(
        "1 question waits for an answer",
        "{n} questions wait for an answer",
        "There are signs of where these contacts belong, but no certain ones.",
        "`flipfunnel accounts review` asks them one by one; every answer is remembered.",
    ),
    Check.WITHOUT_ACCOUNT: Said(
        "1 contact belongs to no account",
        "{n} contacts belong to no account",
        "They are in no buying center and in no report by account.",
        "Associate the company where it is known; delete machines and our own people as contacts.",
    ),
    Check.KEY_ACCOUNTS_WITHOUT_ROLES: Said(
        "Of 1 key account we know not a single role",
        "Of {n} key accounts we know not a single role",
        "We know people, but not who of them decides: nobody can name the gaps in the buying center.",
        "Enter the buying role of the people there; one for each account is a good beginning.",
    ),
    Check.SAME_CONTACTS: Said(
        "1 person is probably there more than once",
        "{n} people are probably there more than once",
        "What they do is spread over several contacts, and they get everything twice.",
        "Look at them side by side and merge them.",
    ),
    Check.UNREADABLE_VALUES: Said(
        "1 value does not fit its property",
        "{n} values do not fit their properties",
        "As long as that is so they count as unknown, and no rule relies on them.",
        "Correct the value in HubSpot, or the property's definition.",
    ),
    Check.UNKNOWN_SOURCE: Said(
        "Of 1 contact nobody knows where it came from",
        "Of {n} contacts nobody knows where they came from",
        "Without a source nobody can tell whether they may be written to, and what was worth its money.",
        "Enter the source, best in bulk by the import they came with.",
    ),
    Check.STALE_DATA: Said(
        "The data of 1 contact are older than the rulebook allows",
        "The data of {n} contacts are older than the rulebook allows",
        "People change jobs and addresses; what nobody has checked for long is often no longer right.",
        "Check them and enter the day, or delete them.",
    ),
    Check.WITHOUT_DOMAIN: Said(
        "1 company has no domain",
        "{n} companies have no domain",
        "New contacts find them by hand alone, and nobody notices duplicates.",
        "Enter the domain of the website.",
    ),
    Check.COMPANIES_MISSING: Said(
        "1 account is known by its e-mail domain alone, HubSpot has no company for it",
        "{n} accounts are known by their e-mail domains alone, HubSpot has no company for them",
        "Without a company an account has no properties, and nothing can be noted about it.",
        "Create the company with this domain, or enter the domain with the company it belongs to.",
    ),
    Check.ACCOUNTS_WITHOUT_OWNER: Said(
        "1 other account with contacts has nobody who looks after it",
        "{n} other accounts with contacts have nobody who looks after them",
        "When somebody there gets in touch, nobody feels addressed.",
        "Assign them in bulk, by country or industry for instance.",
    ),
    Check.FREE_MAIL_ONLY: Said(
        "Of 1 contact only an address is known that tells no employer",
        "Of {n} contacts only an address is known that tells no employer",
        "Nothing else is there by which a company could be recognised.",
        "Ask for company and work address when there is an occasion, in the next form for instance.",
    ),
    Check.WITHOUT_FUNNEL_STEP: Said(
        "1 contact of an account is on no step of the funnel",
        "{n} contacts of accounts are on no step of the funnel",
        "No condition of a step has held for them yet: they are missing from reports on the funnel.",
        "Nothing, if they really have done nothing so far; else look at the condition of the first step.",
    ),
    Check.EMPTY_ACCOUNTS: Said(
        "1 company has no contact",
        "{n} companies have no contact",
        "They make lists long and tell nothing.",
        "Archive what nobody needs any more.",
    ),
}
