using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using Imaginator.Linux.KernelPrograms;
using Microsoft.Win32.SafeHandles;

namespace Imaginator.Linux.Networks;

/// <summary>
/// Assembles the program that chooses the socket for a connection. Its result is 1 (go on: the chosen socket, or the one with the
/// address and port) or 0 (refuse).
/// </summary>
internal static class SocketLookupProgram
{
    // Of struct bpf_sk_lookup.
    private const short FamilyOffset = 8;
    private const short ProtocolOffset = 12;
    private const short IPv4Offset = 40; // in network order
    private const short IPv6Offset = 44; // in network order
    private const short PortOffset = 60; // a number

    private const uint IPv4Family = 2; // AF_INET
    private const uint IPv6Family = 10; // AF_INET6
    private const uint StreamProtocol = 6; // IPPROTO_TCP
    private const int NamePort = 53;
    private const int WordsOfIPv6 = 4;
    private const short WordSize = 4;
    private const int BitsPerWord = 32;

    // Of the stack.
    private const short KeyOffset = -RefusalMap.KeySize;
    private const short IndexOffset = KeyOffset - 16;

    /// <summary>Assembles the program.</summary>
    /// <param name="listeners">The map with the listeners: IPv4 at 0, IPv6 at 1.</param>
    /// <param name="refusals">Gets the refusals.</param>
    public static ulong[] Assemble(SocketLookupRules rules, SafeFileHandle listeners, RefusalMap refusals)
    {
        var program = new KernelAssembler();
        program.Move(Register.R6, Register.R1);
        program.Load(Register.R7, Register.R6, PortOffset);
        program.Load(Register.R8, Register.R6, ProtocolOffset);
        program.Store(Register.Frame, KeyOffset + 16, Register.R7);
        program.Store(Register.Frame, KeyOffset + 20, Register.R8);
        program.Load(Register.R2, Register.R6, FamilyOffset);
        program.JumpIfEqual(Register.R2, IPv6Family, "IPv6");
        program.JumpIfNotEqual(Register.R2, IPv4Family, "accept");

        AppendIPv4(program, rules);
        program.Move(Register.R9, 0);
        program.Jump("ports");

        program.Label("IPv6");
        AppendIPv6(program, rules);
        program.Move(Register.R9, 1);

        program.Label("ports");
        program.JumpIfNotEqual(Register.R8, StreamProtocol, "refuse");
        foreach (var port in rules.DeniedPorts)
        {
            program.JumpIfEqual(Register.R7, (uint)port, "refuse");
        }

        AppendAssignment(program, listeners);

        program.Label("accept");
        program.Move(Register.R0, 1);
        program.Exit();

        program.Label("refuse");
        refusals.AppendRecording(program, KeyOffset);
        program.Move(Register.R0, 0);
        program.Exit();
        return program.Assemble();
    }

    private static void AppendIPv4(KernelAssembler program, SocketLookupRules rules)
    {
        // The key has the address as IPv6: ::ffff:0:0/96.
        program.Load(Register.R2, Register.R6, IPv4Offset);
        program.StoreConstant(Register.Frame, KeyOffset, 0);
        program.StoreConstant(Register.Frame, KeyOffset + WordSize, 0);
        program.StoreConstant(Register.Frame, KeyOffset + (2 * WordSize), BitConverter.IsLittleEndian ? 0xFFFF0000 : 0x0000FFFF);
        program.Store(Register.Frame, KeyOffset + (3 * WordSize), Register.R2);
        program.Swap(Register.R2);

        AppendMatch(program, IPNetwork.Parse("127.0.0.0/8"), "accept", "IPv4 own");
        AppendMatch(program, new IPNetwork(PrivateNetwork.IPv4Address, BitsPerWord), "accept", "IPv4 loopback");
        AppendNames(program, rules);
        AppendDenied(program, rules, AddressFamily.InterNetwork);
    }

    private static void AppendIPv6(KernelAssembler program, SocketLookupRules rules)
    {
        for (short i = 0; i < WordsOfIPv6; i++)
        {
            program.Load(Register.R2, Register.R6, (short)(IPv6Offset + (i * WordSize)));
            program.Store(Register.Frame, (short)(KeyOffset + (i * WordSize)), Register.R2);
        }

        const int AllBits = WordsOfIPv6 * BitsPerWord;
        AppendMatch(program, new IPNetwork(IPAddress.IPv6Loopback, AllBits), "accept", "IPv6 own");
        AppendMatch(program, new IPNetwork(PrivateNetwork.IPv6Address, AllBits), "accept", "IPv6 loopback");
        AppendNames(program, rules);
        AppendDenied(program, rules, AddressFamily.InterNetworkV6);
    }

    private static void AppendNames(KernelAssembler program, SocketLookupRules rules)
    {
        // Before the denied networks: the name servers of clouds are often link-local.
        if (rules.ServesNames)
        {
            program.JumpIfEqual(Register.R7, NamePort, "accept");
        }
    }

    private static void AppendDenied(KernelAssembler program, SocketLookupRules rules, AddressFamily family)
    {
        var count = 0;
        foreach (var network in rules.DeniedNetworks)
        {
            if (network.BaseAddress.AddressFamily == family)
            {
                AppendMatch(program, network, "refuse", $"{family} denied {count++}");
            }
        }
    }

    /// <summary>Jumps if the address is in a network.</summary>
    private static void AppendMatch(KernelAssembler program, IPNetwork network, string label, string name)
    {
        var bytes = network.BaseAddress.GetAddressBytes();
        var isIPv4 = bytes.Length == WordSize;
        var noMatch = $"after {name}";
        for (var bits = 0; bits < network.PrefixLength; bits += BitsPerWord)
        {
            var length = Math.Min(BitsPerWord, network.PrefixLength - bits);
            if (!isIPv4)
            {
                program.Load(Register.R2, Register.R6, (short)(IPv6Offset + (bits / 8)));
                program.Swap(Register.R2);
            }

            program.Move(Register.R3, Register.R2);
            program.And(Register.R3, uint.MaxValue << (BitsPerWord - length));
            program.JumpIfNotEqual(Register.R3, BinaryPrimitives.ReadUInt32BigEndian(bytes.AsSpan(bits / 8)), noMatch);
        }

        program.Jump(label);
        program.Label(noMatch);
    }

    private static void AppendAssignment(KernelAssembler program, SafeFileHandle listeners)
    {
        program.Store(Register.Frame, IndexOffset, Register.R9);
        program.MoveMap(Register.R1, listeners);
        program.MoveStackAddress(Register.R2, IndexOffset);
        program.Call(KernelHelper.LookUpElement);
        program.JumpIfNull(Register.R0, "refuse");
        program.Move(Register.R9, Register.R0);
        program.Move(Register.R1, Register.R6);
        program.Move(Register.R2, Register.R9);
        program.Move(Register.R3, 0);
        program.Call(KernelHelper.AssignSocket);
        program.Move(Register.R8, Register.R0);
        program.Move(Register.R1, Register.R9);
        program.Call(KernelHelper.ReleaseSocket);
        program.JumpIfNotEqual(Register.R8, 0, "refuse");
    }
}
