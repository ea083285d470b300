"""Hall patrol (电子监察视频巡查): halls and their counters are looked at, through cameras and on foot, by plan and by draw."""
