namespace Imaginator.Building.Streams;

/// <summary>Decides which variables a stream accepts. The only such check: requests, queue and engine use it.</summary>
public static class RequestVariableRules
{
    /// <summary>The field of a stream that declares variables.</summary>
    public const string Field = "RequestVariables";

    /// <summary>
    /// Finds the first variable of a request that a stream does not accept. A stream without declarations accepts any name.
    /// </summary>
    /// <returns>The error with its cure; null if the stream accepts all variables.</returns>
    public static string? FindFault(StreamDefinition stream, IEnumerable<KeyValuePair<string, string>> variables)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(variables);
        return variables
            .Select(variable => FindFault(stream, variable.Key, variable.Value)
                ?? (IsDeclared(stream, variable.Key) || stream.RequestVariables is null ? null : Undeclared(stream, variable.Key)))
            .FirstOrDefault(fault => fault is not null);
    }

    /// <summary>
    /// Finds the first variable that would make programs in an image run code or read other configuration, such as
    /// <c>BASH_ENV</c>. Only a declaration permits it.
    /// </summary>
    /// <returns>The error with its cure; null if there is none.</returns>
    public static string? FindDangerous(StreamDefinition stream, IEnumerable<KeyValuePair<string, string>> variables)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(variables);
        return variables.Select(variable => variable.Key)
            .FirstOrDefault(name => VariableName.IsDangerous(name) && !IsDeclared(stream, name)) is { } dangerous
            ? $"stream \"{stream.Name}\" does not accept the variable \"{VariableName.ToDisplay(dangerous)}\": it changes how programs "
                + $"work; {Cure(dangerous)}"
            : null;
    }

    /// <summary>Whether a stream declares a variable.</summary>
    public static bool IsDeclared(StreamDefinition stream, string name)
    {
        ArgumentNullException.ThrowIfNull(stream);
        return stream.RequestVariables?.ContainsKey(name) == true;
    }

    /// <summary>The error for a variable that a stream does not declare, with its cure.</summary>
    public static string Undeclared(StreamDefinition stream, string name)
    {
        ArgumentNullException.ThrowIfNull(stream);
        return $"stream \"{stream.Name}\" does not declare the variable \"{VariableName.ToDisplay(name)}\"; {Cure(name)}";
    }

    /// <summary>The fault of one variable that no stream accepts, or whose value does not match its declaration.</summary>
    internal static string? FindFault(StreamDefinition stream, string name, string value)
    {
        if (VariableName.FindFault(name, value) is { } fault)
        {
            return $"stream \"{stream.Name}\" does not accept the variable \"{VariableName.ToDisplay(name)}\": it {fault}";
        }

        // The value may be confidential: the message contains the pattern only.
        return stream.RequestVariables?.TryGetValue(name, out var declaration) == true && !declaration.Accepts(value)
            ? $"stream \"{stream.Name}\" does not accept the value of the variable \"{name}\": it must match \"{declaration.Pattern}\""
            : null;
    }

    private static string Cure(string name) =>
        $"remove it, or declare it in {Field} of the stream: \"{VariableName.ToDisplay(name)}\": \"PATTERN\"";
}
