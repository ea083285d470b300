"""Cameras of a hall: how a still picture is had, safely, and what can be told of it without looking at anybody."""
