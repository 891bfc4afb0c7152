"""The Open Badges 3.0 data model and its JSON documents; 2.0 export, learner records, endorsements."""
