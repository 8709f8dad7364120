namespace Imaginator.Plugins.GitSource.Remotes;

/// <summary>A branch, a tag or <c>HEAD</c> of a server.</summary>
/// <param name="Name">The full name, for instance <c>refs/heads/main</c>.</param>
/// <param name="ObjectId">The id of the commit or annotated tag in hexadecimal.</param>
/// <param name="SymbolicTarget">The full name of what it stands for, where the server says so; as HEAD mostly does.</param>
internal sealed record RemoteReference(string Name, string ObjectId, string? SymbolicTarget);
