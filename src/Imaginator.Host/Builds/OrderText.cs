using Imaginator.Host.Queue.Requests;

namespace Imaginator.Host.Builds;

/// <summary>The contents of orders as bytes, for comparison: equal orders have equal bytes, and others have others.</summary>
internal static class OrderText
{
    public static byte[] Of(BuildOrder order) => Write(writer =>
    {
        writer.Write("build");
        writer.Write(order.StreamName);
        writer.Write(order.Branch ?? "");
        writer.Write(order.ExpiresIn?.Ticks ?? -1);
        Write(writer, order.Variables);
    });

    public static byte[] OfRetry(BuildId build, IEnumerable<KeyValuePair<string, string>> variables) => Write(writer =>
    {
        writer.Write("retry");
        writer.Write(build.Value);
        Write(writer, variables);
    });

    // Each text has its length before it.
    private static byte[] Write(Action<BinaryWriter> write)
    {
        using var bytes = new MemoryStream();
        using (var writer = new BinaryWriter(bytes))
        {
            write(writer);
        }

        return bytes.ToArray();
    }

    private static void Write(BinaryWriter writer, IEnumerable<KeyValuePair<string, string>> variables)
    {
        foreach (var (name, value) in variables.OrderBy(variable => variable.Key, StringComparer.Ordinal))
        {
            writer.Write(name);
            writer.Write(value);
        }
    }
}
