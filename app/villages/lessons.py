"""Guided tasks of the training room: what a village clerk and a township clerk do every month."""

from app.kernel.domain import Lesson
from app.kernel.roles import Role
from app.kernel.words import N_

LESSONS = (
    Lesson(
        Role.VILLAGE_CLERK,
        N_("Enter what the village has paid"),
        (N_("Press “Enter a voucher”."), N_("Type the amount, say what it was for and who was paid, then save.")),
        "villages.desk",
        "village.voucher_entered",
    ),
    Lesson(
        Role.VILLAGE_CLERK,
        N_("Enter a whole month at once"),
        (
            N_("Press “Copy last month”: last month's rows stand there with this month's days."),
            N_("Change the amounts, empty the rows that did not recur, and press “Save all rows”."),
        ),
        "villages.desk",
        "village.voucher_entered",
        times=3,
    ),
    Lesson(
        Role.VILLAGE_CLERK,
        N_("Publish last month's accounts"),
        (
            N_("Choose last month and press “Show”. The township has booked every voucher of it."),
            N_("Press “Publish”: the statement goes to the village's page at once."),
        ),
        "villages.desk",
        "village.month_published",
    ),
    Lesson(
        Role.VILLAGE_CLERK,
        N_("Answer a villager"),
        (N_("Open the question, write the answer in plain words, and press “Send the answer”."),),
        "villages.questions",
        "village.answered",
    ),
    Lesson(
        Role.VILLAGE_CLERK,
        N_("Write an article"),
        (
            N_("Press “Write an article”, choose the part of the page, write a title and a few sentences."),
            N_("Then hand it to the township, which checks it before the public sees it."),
        ),
        "villages.articles",
        "village.article_submitted",
    ),
    Lesson(
        Role.TOWN_CLERK,
        N_("Check a voucher"),
        (
            N_("Open the village, then a voucher that is stamped; compare the photo with the figures."),
            N_("Press the button that says that paper, photo and entry agree."),
        ),
        "villages.desk",
        "village.voucher_checked",
    ),
    Lesson(
        Role.TOWN_CLERK,
        N_("Give a voucher back"),
        (
            N_("Open another stamped voucher, write what is wrong and how to correct it, and give it back."),
            N_("The village's clerk sees your words beside the voucher."),
        ),
        "villages.desk",
        "village.voucher_returned",
    ),
    Lesson(
        Role.TOWN_CLERK,
        N_("Book what has been checked"),
        (N_("In the village's cash book, press “Book all checked ones”."),),
        "villages.desk",
        "village.voucher_booked",
    ),
    Lesson(
        Role.TOWN_CLERK,
        N_("Put an article on the village's page"),
        (N_("Open the article that waits, read it through, and publish it; or give it back with a reason."),),
        "villages.articles",
        "village.article_published",
    ),
    Lesson(
        Role.TOWN_CLERK,
        N_("Answer a villager"),
        (N_("Open the question, write the answer in plain words, and press “Send the answer”."),),
        "villages.questions",
        "village.answered",
    ),
)
