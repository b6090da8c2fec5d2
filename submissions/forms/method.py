"""Metoder og gode erfaringer, der ikke er beskrevet i en rapport: what the page asks for."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from submissions.forms import fields
from submissions.forms.base import SubmissionForm
from submissions.forms.fields import guided
from submissions.forms.steps import METHOD_STEPS
from submissions.models import Kind


class MethodForm(SubmissionForm):
    """What a municipality does, told in its own words. Six fields are enough to begin with."""

    kind = Kind.METHOD
    steps = METHOD_STEPS

    title = guided(
        fields.title(
            gettext_lazy("Kort og genkendelig, fx »Praktik i butik i de første tre måneder«.")
        ),
        gettext_lazy(
            "Sig, hvad I gør, ikke hvad projektet hed. Så finder andre det, når de søger."
        ),
        gettext_lazy("Fast mentor på arbejdspladsen fra første dag"),
    )
    municipality = forms.ChoiceField(
        label=gettext_lazy("Kommune"), help_text=gettext_lazy("Kommunen, der bruger metoden.")
    )
    further = fields.further(
        gettext_lazy("Er I flere om metoden, så skriv de andre med komma: »Vejle, Horsens«.")
    )
    began_year = fields.year(
        gettext_lazy("Startår"),
        gettext_lazy("Fx 2019. Så kan metoden holdes op mod målingerne før og efter."),
    )
    began_month = fields.month(gettext_lazy("Startmåned"))
    ended_year = fields.year(
        gettext_lazy("Slutår"), gettext_lazy("Lad stå tomt, hvis I stadig gør det.")
    )
    target_group = guided(
        fields.target_group(required=True),
        gettext_lazy("Hvem var med, og hvem var ikke? Så kan andre se, om det passer hos dem."),
        gettext_lazy("Flygtninge mellem 25 og 45 år uden job, som taler engelsk eller lidt dansk"),
    )
    topics = fields.topics()
    problem = guided(
        fields.long_text(
            gettext_lazy("Problemet"),
            gettext_lazy(
                "Hvad ville I løse? Fx »Mange ventede over et halvt år på den første praktikplads«."
            ),
            rows=4,
            required=True,
        ),
        gettext_lazy("Skriv, hvordan det var før, gerne med et tal, og hvorfor det skulle ændres."),
        gettext_lazy(
            "I 2021 gik der i gennemsnit otte måneder fra ankomst til den første praktikplads. "
            "Imens mistede mange modet, og virksomhederne hørte ikke fra os."
        ),
    )
    practice = guided(
        fields.long_text(
            gettext_lazy("Hvad I gør"),
            gettext_lazy(
                "Trin for trin, så en anden kommune kan gøre det efter. Fx »1. Samtale i den første "
                "uge. 2. Besøg på to virksomheder. 3. …«."
            ),
            rows=8,
            required=True,
        ),
        gettext_lazy(
            "Skriv, hvem der gør hvad hvornår. Tænk på en kollega, der skal begynde på mandag."
        ),
        gettext_lazy(
            "1. I den første uge taler jobkonsulenten med borgeren om, hvad vedkommende kan. "
            "2. I den anden uge besøger de to virksomheder sammen. 3. Praktikken begynder senest i "
            "uge fire, to dage om ugen ved siden af danskkurset. 4. Mentoren ringer hver fredag."
        ),
    )
    who_and_time = fields.long_text(
        gettext_lazy("Hvem gør det, og hvor lang tid tager det?"),
        gettext_lazy("Fx »En medarbejder, ca. fire timer om ugen for hver ti borgere«."),
        rows=3,
    )
    preconditions = fields.long_text(
        gettext_lazy("Forudsætninger"),
        gettext_lazy("Hvad skal være på plads? Fx »En aftale med tre lokale virksomheder«."),
        rows=3,
    )
    experience = fields.experience()
    stage = fields.stage()
    results = guided(
        fields.long_text(
            gettext_lazy("Resultater, og hvordan de er målt"),
            gettext_lazy(
                "Fx »14 af 20 deltagere var i job efter et år ifølge vores egen opgørelse«. "
                "Skriv gerne, hvis I ikke har målt det."
            ),
            rows=4,
        ),
        gettext_lazy(
            "Hvor mange var med, hvor mange lykkedes det for, hvornår, og hvem talte? Et lille tal, "
            "der er rigtigt, hjælper mere end et stort, ingen kan efterprøve."
        ),
        gettext_lazy(
            "Af 20 deltagere i 2023 var 14 i arbejde efter et år. Vi har selv talt dem op i "
            "fagsystemet. Vi ved ikke, hvordan det ville være gået uden."
        ),
    )
    what_failed = guided(
        fields.long_text(
            gettext_lazy("Hvad der ikke virkede"),
            gettext_lazy(
                "Det er lige så nyttigt. Fx »Hold på over ti deltagere gav for lidt tid til hver«."
            ),
            rows=4,
        ),
        gettext_lazy("En fejl, der er fortalt, kan spare en anden kommune for et år."),
        gettext_lazy(
            "Vi begyndte med fælles møder om aftenen. Næsten ingen kom, fordi de skulle hente børn. "
            "Vi flyttede dem til formiddagen."
        ),
    )
    advice_smaller = fields.long_text(
        gettext_lazy("Råd til en mindre kommune"),
        gettext_lazy("Fx »Slå jer sammen med nabokommunen om kurset«."),
        rows=3,
    )
    advice_larger = fields.long_text(
        gettext_lazy("Råd til en større kommune"),
        gettext_lazy("Fx »Begynd i ét distrikt, og lad de samme to medarbejdere følge med«."),
        rows=3,
    )
    contact = fields.contact()
    contact_email = fields.contact_email()
    link = fields.link(gettext_lazy("Hvis der står mere om metoden et andet sted."))

    def clean(self) -> dict[str, object]:
        super().clean()
        began, ended = (self.cleaned_data.get(name) for name in ("began_year", "ended_year"))
        self._check_date("ended_year", "")
        if began and ended and ended < began:
            self.add_error("ended_year", _("Metoden kan ikke være sluttet, før den begyndte."))
        return self.cleaned_data
