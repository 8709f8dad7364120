namespace Imaginator.Host.Web.Console.Status;

/// <summary>The form that disables something for a time, or enables it again.</summary>
internal sealed record PauseForm(string Subject, string DisableAddress, string EnableAddress, bool IsDisabled);
