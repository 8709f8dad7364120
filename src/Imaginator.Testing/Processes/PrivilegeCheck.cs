namespace Imaginator.Testing.Processes;

/// <summary>Fails tests that this user cannot run.</summary>
internal static class PrivilegeCheck
{
    /// <summary>Fails the test unless it runs as root.</summary>
    /// <param name="reason">The operation that requires root.</param>
    public static void RequireRoot(string reason) =>
        Assert.True(Environment.IsPrivilegedProcess, $"this test requires root: {reason}; run the tests as root");
}
