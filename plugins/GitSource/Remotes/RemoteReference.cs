namespace Imaginator.Plugins.GitSource.Remotes;

/// <summary>
/// A branch, a tag or <c>HEAD</c> of a server: its full name, for example <c>refs/heads/main</c>, the hexadecimal ID of the
/// commit or annotated tag, and the full name of the target of a symbolic reference if the server reports it. The server does not
/// necessarily list the target.
/// </summary>
internal sealed record RemoteReference(string Name, string ObjectId, string? SymbolicTarget)
{
    /// <summary>The name of the reference to the default branch.</summary>
    public const string Head = "HEAD";
}
