namespace Imaginator.Plugins.GitSource.Remotes;

/// <summary>The amount of data that a fetch received: git objects, and their compressed size in bytes.</summary>
internal sealed record FetchSize(int Objects, long Bytes);
