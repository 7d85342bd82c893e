"""The work of `bench.harness_work` in other harnesses, each as its documentation shows: ``URL ITEMS AT_ONCE FOLDER``.

Each file runs in the environment of its peer and prints one line of JSON in the form of `bench.clock.apart`.
"""
