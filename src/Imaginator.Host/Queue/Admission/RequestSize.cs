using System.Text;
using Imaginator.Building.Builds;
using Imaginator.Host.Queue.Requests;
using Imaginator.Quantities;

namespace Imaginator.Host.Queue.Admission;

/// <summary>The limits of the size of a request: the queue, its journal and the history keep it.</summary>
internal static class RequestSize
{
    /// <summary>The maximum length of a stream name and of a branch in bytes.</summary>
    public const int MaximumNameBytes = 1024;

    /// <summary>The maximum number of variables.</summary>
    public const int MaximumVariables = 256;

    /// <summary>The maximum length of the names and values of all variables together in bytes.</summary>
    public const int MaximumVariableBytes = 64 * 1024;

    /// <summary>Throws if a request is too large.</summary>
    /// <exception cref="BuildRefusedException">A part is too large; the message names it and its limit.</exception>
    public static void Check(BuildRequest request)
    {
        if (LengthOf(request.StreamName) > MaximumNameBytes)
        {
            throw TooLarge($"name of the stream is too long: the maximum is {MaximumNameBytes} bytes");
        }

        if (LengthOf(request.GitBranch ?? "") > MaximumNameBytes)
        {
            throw TooLarge($"name of the branch is too long: the maximum is {MaximumNameBytes} bytes");
        }

        if (request.Variables.Count > MaximumVariables)
        {
            throw TooLarge($"too many variables: the maximum is {MaximumVariables}");
        }

        if (request.Variables.Sum(variable => (long)LengthOf(variable.Key) + LengthOf(variable.Value)) > MaximumVariableBytes)
        {
            throw TooLarge($"variables are too long: the maximum of all together is {ByteSize.Describe(MaximumVariableBytes)}");
        }
    }

    private static int LengthOf(string text) => Encoding.UTF8.GetByteCount(text);

    private static BuildRefusedException TooLarge(string message) => new(BuildRefusal.OutOfBounds, message);
}
