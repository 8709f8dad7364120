namespace Imaginator.Plugins.GitSource.Remotes;

/// <summary>
/// A branch, a tag or <c>HEAD</c> of a server: its full name, for example <c>refs/heads/main</c>, the hexadecimal ID of the
/// commit or annotated tag, and the full name of the target of a symbolic reference if the server reports it.
/// </summary>
internal sealed record RemoteReference(string Name, string ObjectId, string? SymbolicTarget);
