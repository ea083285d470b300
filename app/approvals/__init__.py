"""Online approval: from the application to the published result, along law and flow."""
