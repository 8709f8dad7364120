namespace Imaginator.Testing.Tests.Notifiers;

/// <summary>A right notifier passes the suite.</summary>
public sealed class ToyNotifierConformanceTests() : ToyNotifierSuite(NotifierFault.None);
