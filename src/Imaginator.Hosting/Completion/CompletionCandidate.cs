namespace Imaginator.Hosting.Completion;

/// <summary>A word that can replace the one that the user types. A flag that needs a value ends with an equals sign.</summary>
internal sealed record CompletionCandidate(string Word, string Description = "");
