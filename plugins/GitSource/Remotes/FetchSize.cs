namespace Imaginator.Plugins.GitSource.Remotes;

/// <summary>How much a fetch received.</summary>
/// <param name="Objects">The number of git objects.</param>
/// <param name="Bytes">Their compressed size.</param>
internal sealed record FetchSize(int Objects, long Bytes);
