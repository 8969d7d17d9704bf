"""What should Customs look at? A library: no site, no settings, from a notebook as well as from the lab."""
