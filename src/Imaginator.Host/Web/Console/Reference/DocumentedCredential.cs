namespace Imaginator.Host.Web.Console.Reference;

/// <summary>A way to authenticate.</summary>
internal sealed record DocumentedCredential(string Name, string Text);
