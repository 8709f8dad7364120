namespace Imaginator.Host.Access.Tokens;

/// <summary>A new bearer token with its text, which is not stored.</summary>
internal sealed record MadeToken(AccessToken Token, string Text);
