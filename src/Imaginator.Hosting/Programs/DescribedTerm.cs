namespace Imaginator.Hosting.Programs;

/// <summary>A file, environment variable, signal or exit status, with its meaning for help and manual pages.</summary>
public sealed record DescribedTerm(string Name, string Meaning);
