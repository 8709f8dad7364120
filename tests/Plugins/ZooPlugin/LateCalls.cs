namespace Imaginator.TestPlugins;

/// <summary>Calls that end when a file appears, of which tests can decide the moment.</summary>
internal static class LateCalls
{
    private static readonly string Folder = Path.GetDirectoryName(typeof(LateCalls).Assembly.Location)!;

    public static async Task WaitAsync()
    {
        while (!File.Exists(Path.Combine(Folder, "go")))
        {
            await Task.Delay(1);
        }
    }

    /// <summary>Records that something was released.</summary>
    public static void Released(string what) => File.WriteAllText(Path.Combine(Folder, what), "");
}
