namespace Imaginator.State.Fleet;

/// <summary>A daemon of the fleet. Immutable.</summary>
/// <param name="Id">Identifies the process.</param>
/// <param name="Name">The name for operators.</param>
/// <param name="Url">The address of its pages.</param>
/// <param name="Version">The version of the program.</param>
/// <param name="Protocol">The version of the tables and functions that it knows.</param>
public sealed record DaemonRegistration(Guid Id, string Name, string Url, string Version, int Protocol);
