namespace Imaginator.Sandbox.Protocol.Denials;

/// <summary>A system call that the sandbox denied.</summary>
/// <param name="Call">The name of the system call.</param>
/// <param name="Detail">The argument that is the reason, as a phrase; empty if the call is always denied.</param>
/// <param name="Program">The name that the program gave itself.</param>
internal sealed record Denial(string Call, string Detail, string Program);
