"""The dependency map: scene, nodes, edges, and what a person does with them."""
